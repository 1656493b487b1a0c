import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export type Certificate = { cert: string; key: string }

/** An authority with its certificate and those that it gives out for this machine, made by openssl. */
export const createAuthority = () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vault-certificates-'))
  const openssl = (command: string) => execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'ignore' })
  const read = (name: string): Certificate => ({
    cert: fs.readFileSync(path.join(folder, `${name}.crt`), 'utf8'),
    key: fs.readFileSync(path.join(folder, `${name}.key`), 'utf8'),
  })
  const curve = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
  openssl(`req -x509 ${curve} -days 2 -subj /CN=authority -keyout ca.key -out ca.crt`)
  return {
    ...read('ca'),
    issue(name: string): Certificate {
      fs.writeFileSync(path.join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1')
      openssl(`req ${curve} -subj /CN=${name} -keyout ${name}.key -out ${name}.csr`)
      openssl(
        `x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out ${name}.crt`,
      )
      return read(name)
    },
    remove: () => fs.rmSync(folder, { recursive: true }),
  }
}

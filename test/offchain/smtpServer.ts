import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createSecureContext, TLSSocket } from 'node:tls'

/** One e-mail as the server took it; `isEncrypted` and `login` describe the conversation that brought it. */
export type Mail = { from: string; to: string[]; data: string; isEncrypted: boolean; login: string | undefined }

export type SmtpCertificate = { key: string; cert: string; certFile: string }

export type SmtpServerParameters = {
  /** Offers STARTTLS with it. */
  certificate?: SmtpCertificate
  /** Wants AUTH PLAIN with this user and password. */
  login?: { user: string; password: string }
}

export type SmtpServer = {
  port: number
  mails: Mail[]
  /** Every line that came in the clear. */
  clear: string[]
  /** Answers the next DATA, or the next greeting, with this line. */
  refuse(command: 'greeting' | 'DATA', line: string): void
  /** Takes connections and says nothing. */
  hang(): void
  stop(): Promise<void>
}

/** A self-signed certificate for this machine, made by openssl in a temporary folder. */
export const createSmtpCertificate = (): SmtpCertificate & { remove(): void } => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smtp-certificate-'))
  const keyFile = path.join(folder, 'key.pem')
  const certFile = path.join(folder, 'cert.pem')
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:0.0.0.0'
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext ${names} -keyout ${keyFile} -out ${certFile}`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  )
  return {
    key: fs.readFileSync(keyFile, 'utf8'),
    cert: fs.readFileSync(certFile, 'utf8'),
    certFile,
    remove: () => fs.rmSync(folder, { recursive: true }),
  }
}

const bracketed = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? ''

/** A real, small SMTP server on loopback: EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, DATA, RSET, QUIT. */
export const startSmtpServer = async ({ certificate, login }: SmtpServerParameters = {}): Promise<SmtpServer> => {
  const mails: Mail[] = []
  const clear: string[] = []
  const sockets = new Set<Socket>()
  const refusals = new Map<'greeting' | 'DATA', string>()
  let isHanging = false

  const takeRefusal = (command: 'greeting' | 'DATA'): string | undefined => {
    const line = refusals.get(command)
    refusals.delete(command)
    return line
  }

  const converse = (socket: Socket, isEncrypted: boolean) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    const say = (line: string) => socket.write(`${line}\r\n`)
    let who: string | undefined
    let mail = { from: '', to: [] as string[] }
    let data: string[] | undefined

    const endOfData = (lines: string[]) => {
      const refusal = takeRefusal('DATA')
      if (refusal) return say(refusal)
      mails.push({ ...mail, data: lines.join('\n'), isEncrypted, login: who })
      say('250 taken')
    }
    const authenticate = (response: string) => {
      const [, user, password] = Buffer.from(response, 'base64').toString('utf8').split('\0')
      if (user !== login?.user || password !== login?.password) return say(`535 no, ${user}/${password} is wrong`)
      who = user
      say('235 welcome')
    }
    const upgrade = (lines: ReturnType<typeof createInterface>) => {
      if (!certificate) return say('502 no')
      lines.close()
      lines.removeAllListeners()
      say('220 go ahead')
      const secureContext = createSecureContext({ key: certificate.key, cert: certificate.cert })
      converse(new TLSSocket(socket, { isServer: true, secureContext }), true)
    }

    if (isHanging) return
    if (!isEncrypted) say(takeRefusal('greeting') ?? '220 test ESMTP')
    const lines = createInterface({ input: socket })
    lines.on('error', () => socket.destroy())
    lines.on('line', (line) => {
      if (!isEncrypted) clear.push(line)
      if (data) {
        if (line !== '.') return data.push(line)
        const whole = data
        data = undefined
        return endOfData(whole)
      }
      const [verb = ''] = line.toUpperCase().split(' ')
      if (verb === 'EHLO') {
        const offers = [
          'test',
          ...(certificate && !isEncrypted ? ['STARTTLS'] : []),
          ...(login ? ['AUTH PLAIN'] : []),
          '8BITMIME',
        ]
        return offers.forEach((offer, index) => void say(`250${index === offers.length - 1 ? ' ' : '-'}${offer}`))
      }
      if (verb === 'STARTTLS') return upgrade(lines)
      if (verb === 'AUTH') return authenticate(line.split(' ')[2] ?? '')
      if (verb === 'MAIL') {
        if (login && !who) return say('530 log in first')
        mail = { from: bracketed(line), to: [] }
        return say('250 ok')
      }
      if (verb === 'RCPT') {
        mail.to.push(bracketed(line))
        return say('250 ok')
      }
      if (verb === 'DATA') {
        data = []
        return say('354 go on')
      }
      if (verb === 'QUIT') {
        say('221 bye')
        return socket.end()
      }
      return say('250 ok')
    })
  }

  const server = createServer((socket) => converse(socket, false))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    clear,
    refuse: (command, line) => void refusals.set(command, line),
    hang: () => {
      isHanging = true
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

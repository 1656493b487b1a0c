import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXIT } from '../../../offchain/vault/commands/exitCode.ts'
import { type FakeRpc, startFakeRpc } from '../fakeRpc.ts'
import { identityKeys, identityOf } from './certifyVaultKey.ts'

const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3'

describe('a vault node as a process', () => {
  let folder: string
  let rpc: FakeRpc
  const children: ChildProcess[] = []
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vault-process-'))
    rpc = await startFakeRpc(() => '0x7a69')
  })
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await rpc.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const at = (name: string): string => path.join(folder, name)

  /** The program as people run it; `said` is everything it writes. */
  const start = (args: readonly string[], environment: Record<string, string> = {}) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'offchain/vault.ts', ...args], {
      env: { PATH: process.env.PATH ?? '', ...environment },
    })
    children.push(child)
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk) => {
      said.out += chunk
    })
    child.stderr.on('data', (chunk) => {
      said.err += chunk
    })
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    return { child, said, ended }
  }

  it('makes its keys, listens, ends well when told to, and leaves its store to the next command', async () => {
    const made = start(['identity', '--folder', at('keys')])
    expect(await made.ended).toBe(EXIT.ok)
    const identity = made.said.out.trim()
    const others = identityKeys(3)
    const nodes = [identity, ...others.map(identityOf)].map((one, place) => ({
      url: `https://node${place}.example`,
      identity: one,
    }))
    fs.writeFileSync(at('roster.json'), JSON.stringify({ threshold: 2, nodes }))
    const environment = {
      VAULT_FOLDER: at('data'),
      VAULT_ROSTER_FILE: at('roster.json'),
      VAULT_OPERATORS: identityOf(others[0] as Uint8Array),
      VAULT_IDENTITY_KEY_FILE: at('keys/identity.key'),
      VAULT_STORAGE_KEY_FILE: at('keys/storage.key'),
      VAULT_PORT: '0',
      RPC_URL: rpc.url,
      CHAIN_ID: '31337',
      ENCLAVE_REGISTRY_ADDRESS: ADDRESS,
      DARK_POOL_ADDRESSES: ADDRESS,
      VAULT_POLICY_IDS: `0x${'cd'.repeat(32)}`,
    }
    const { child, said, ended } = start(['node', '--json'], environment)
    await expect.poll(() => said.out, { timeout: 30_000 }).toContain('\n')
    const { event, url } = JSON.parse(said.out)
    expect(event).toBe('vault node listening')
    expect(await (await fetch(`${url}/v1/status`)).json()).toMatchObject({ identity, pending: [] })

    const second = start(['releases', '--json'], environment)
    expect(await second.ended).not.toBe(EXIT.ok)

    child.kill('SIGTERM')
    expect(await ended).toBe(EXIT.ok)
    const releases = start(['releases', '--json'], environment)
    expect(await releases.ended).toBe(EXIT.ok)
    expect(JSON.parse(releases.said.out)).toEqual([])
    const everything = said.out + said.err + second.said.err + releases.said.err
    for (const file of ['identity.key', 'storage.key']) {
      expect(everything).not.toContain(
        fs
          .readFileSync(at(`keys/${file}`), 'utf8')
          .trim()
          .slice(2),
      )
    }
    expect(everything).not.toContain(new URL(rpc.url).pathname)
  })

  it('does not start on another chain', async () => {
    fs.mkdirSync(at('data'))
    const keys = identityKeys(4)
    const nodes = keys.map((key, place) => ({ url: `https://node${place}.example`, identity: identityOf(key) }))
    fs.writeFileSync(at('roster.json'), JSON.stringify({ threshold: 2, nodes }))
    const { said, ended } = start(['node'], {
      VAULT_FOLDER: at('data'),
      VAULT_ROSTER_FILE: at('roster.json'),
      VAULT_OPERATORS: identityOf(keys[0] as Uint8Array),
      VAULT_IDENTITY_KEY: `0x${'01'.repeat(32)}`,
      VAULT_STORAGE_KEY: `0x${'02'.repeat(32)}`,
      RPC_URL: rpc.url,
      CHAIN_ID: '1',
      ENCLAVE_REGISTRY_ADDRESS: ADDRESS,
      DARK_POOL_ADDRESSES: ADDRESS,
      VAULT_POLICY_IDS: `0x${'cd'.repeat(32)}`,
    })
    expect(await ended).toBe(EXIT.misconfigured)
    expect(said.err).toMatch(/check CHAIN_ID and RPC_URL.*vault node failed/)
  })
})

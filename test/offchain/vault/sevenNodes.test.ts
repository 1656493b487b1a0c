import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bytesToHex } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXIT } from '../../../offchain/vault/commands/exitCode.ts'
import { runProgram } from '../../../offchain/vault/commands/runProgram.ts'
import { type FakeRpc, startFakeRpc } from '../fakeRpc.ts'
import { identityKeys, identityOf } from './certifyVaultKey.ts'

const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const keys = identityKeys(7)
const operatorKey = new Uint8Array(32).fill(99)

describe.skipIf(!process.env.TEST_DEEP)('a vault of seven processes, any four of which open a secret', () => {
  let folder: string
  let rpc: FakeRpc
  const processes = new Map<number, ChildProcess>()
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vault-seven-'))
    rpc = await startFakeRpc(() => '0x7a69')
  })
  afterEach(async () => {
    for (const index of processes.keys()) await kill(index)
    await rpc.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const at = (name: string): string => path.join(folder, name)

  const writeRoster = (name: string, urls: readonly string[]): string => {
    const nodes = keys.map((key, place) => ({ url: urls[place], identity: identityOf(key) }))
    fs.writeFileSync(at(name), JSON.stringify({ threshold: 4, nodes }))
    return at(name)
  }

  /** Indices count from one. Resolves to where the node listens. */
  const start = async (index: number, roster: string, port = '0'): Promise<string> => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'offchain/vault.ts', 'node', '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: process.env.PATH ?? '',
        VAULT_FOLDER: at(`node${index}`),
        VAULT_ROSTER_FILE: roster,
        VAULT_OPERATORS: identityOf(operatorKey),
        VAULT_IDENTITY_KEY: bytesToHex(keys[index - 1] as Uint8Array),
        VAULT_STORAGE_KEY: `0x${'5a'.repeat(32)}`,
        VAULT_PORT: port,
        RPC_URL: rpc.url,
        CHAIN_ID: '31337',
        ENCLAVE_REGISTRY_ADDRESS: ADDRESS,
        DARK_POOL_ADDRESSES: ADDRESS,
        VAULT_POLICY_IDS: `0x${'cd'.repeat(32)}`,
      },
    })
    processes.set(index, child)
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
    })
    await expect.poll(() => said, { timeout: 120_000 }).toContain('\n')
    return JSON.parse(said).url
  }

  const kill = async (index: number): Promise<void> => {
    const child = processes.get(index)
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await ended
  }

  const run = async (roster: string, ...args: string[]) => {
    let answer = ''
    const exitCode = await runProgram([...args, '--json'], {
      environment: {
        LOG_LEVEL: 'silent',
        VAULT_ROSTER_FILE: roster,
        VAULT_OPERATOR_KEY: bytesToHex(operatorKey),
      },
      listenForStop: () => new AbortController().signal,
      write: (text) => {
        answer += text
      },
    })
    return { exitCode, answer: answer === '' ? undefined : JSON.parse(answer) }
  }

  it('makes its key, deals it anew, works with three of them dead, and takes those back', async () => {
    // Nodes go by identities; where the others listen is for clients.
    const expected = writeRoster(
      'expected.json',
      keys.map((_key, place) => `http://127.0.0.1:${place + 1}`),
    )
    const urls = await Promise.all(keys.map((_key, place) => start(place + 1, expected)))
    const roster = writeRoster('roster.json', urls)

    const init = await run(roster, 'init')
    expect(init).toMatchObject({ exitCode: EXIT.ok, answer: { activated: [1, 2, 3, 4, 5, 6, 7], faults: [] } })
    const { masterKey } = init.answer.key
    expect(await run(roster, 'refresh')).toMatchObject({
      exitCode: EXIT.ok,
      answer: { activated: [1, 2, 3, 4, 5, 6, 7], faults: [], key: { epoch: 2, masterKey, threshold: 4 } },
    })

    for (const index of [2, 5, 7]) await kill(index)
    expect(await run(roster, 'status')).toMatchObject({
      exitCode: EXIT.unhealthy,
      answer: { state: 'degraded', serving: 4, mayFail: 0, epoch: 2, masterKey },
    })
    expect((await run(roster, 'refresh')).exitCode).toBe(EXIT.tryLater)
    await kill(1)
    expect(await run(roster, 'status')).toMatchObject({ exitCode: EXIT.down, answer: { state: 'down', serving: 3 } })

    for (const index of [1, 2, 5, 7]) await start(index, roster, new URL(urls[index - 1] as string).port)
    expect(await run(roster, 'status')).toMatchObject({ exitCode: EXIT.ok, answer: { serving: 7, mayFail: 3 } })
    expect(await run(roster, 'refresh')).toMatchObject({
      exitCode: EXIT.ok,
      answer: { activated: [1, 2, 3, 4, 5, 6, 7], faults: [], key: { epoch: 3, masterKey } },
    })
  }, 600_000)
})

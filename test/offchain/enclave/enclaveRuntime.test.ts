import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Address, bytesToHex, type Hex, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { describeError } from '../../../offchain/chain/describeError.ts'
import { enclaveRegistryAbi } from '../../../offchain/chain/generated.ts'
import { createProgram } from '../../../offchain/enclave/commands/createProgram.ts'
import { exitCodeOf } from '../../../offchain/enclave/commands/exitCode.ts'
import { runProgram } from '../../../offchain/enclave/commands/runProgram.ts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { type EnclaveChain, startEnclaveChain } from './enclaveChain.ts'
import { registrationCall } from './negativeRegistrations.ts'
import { type FakeSocket, startFakeSocket } from './startFakeSocket.ts'

type Health = { signer: Hex; state: string; expiresAt: number; problem?: string }

/** A process of `npm run enclave`, without npm, which reports a signal instead of an exit code. */
type Cli = { child: ChildProcess; stdout: () => string; stderr: () => string; exited: Promise<number | null> }

const startCli = (args: readonly string[], environment: Record<string, string>): Cli => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'offchain/enclave.ts', ...args], {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, stdout: () => stdout, stderr: () => stderr, exited }
}

/** A command of the enclave in this process. */
type Command = { stdout: () => string; stop: () => void; exited: Promise<number> }

const startCommand = (args: readonly string[], environment: Record<string, string>): Command => {
  let stdout = ''
  const end = new AbortController()
  const exited = runProgram(args, {
    environment: { LOG_LEVEL: 'silent', ...environment },
    listenForStop: () => end.signal,
    write: (text) => {
      stdout += text
    },
  })
  return { stdout: () => stdout, stop: () => end.abort(), exited }
}

describe('npm run enclave', () => {
  const payerKey = generatePrivateKey()
  let chain: EnclaveChain
  let registered: Address
  let agent: FakeSocket
  let folder: string
  const running: Cli[] = []

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'enclave-'))
    chain = await startEnclaveChain()
    const call = registrationCall(chain.scene)
    await chain.take(chain.scene, { step: 'register', call })
    registered = call.registration.signer
    // What dstack's agent would answer on this machine.
    agent = await startFakeSocket(({ body }, response) => {
      const reportData: Hex = `0x${JSON.parse(body).report_data}`
      const quote = bytesToHex(chain.platform.quote({ report: { reportData } })).slice(2)
      response.end(JSON.stringify({ quote, event_log: '[]' }))
    })
    await chain.client.setBalance({ address: privateKeyToAccount(payerKey).address, value: parseEther('1') })
  })
  afterEach(async () => {
    for (const { child, exited } of running.splice(0)) {
      child.kill('SIGKILL')
      await exited
    }
  })
  afterAll(async () => {
    await agent?.stop()
    await chain?.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const environment = (more: Record<string, string> = {}): Record<string, string> => {
    return { RPC_URL: chain.rpcUrl, ENCLAVE_REGISTRY_ADDRESS: chain.scene.registry, ...more }
  }
  const toRun = (more: Record<string, string> = {}) =>
    environment({
      ENCLAVE_QUOTE_SOURCE: 'dstack',
      ENCLAVE_QUOTE_PATH: agent.socketPath,
      ENCLAVE_REFERENCE_DEPTH: '1',
      ENCLAVE_POLL_INTERVAL: '100',
      ENCLAVE_OPERATIONS_PORT: '0',
      ENCLAVE_PAYER_KEY: payerKey,
      ...more,
    })
  const startProcess = (more: Record<string, string> = {}) => {
    const cli = startCli(['run', '--json'], toRun(more))
    running.push(cli)
    return cli
  }
  const status = async (...args: string[]) => {
    const command = startCommand(['status', ...args], environment())
    return { code: await command.exited, text: command.stdout() }
  }
  const lastHealth = ({ stdout }: Pick<Cli, 'stdout'>): Health | undefined => {
    const line = stdout().trim().split('\n').at(-1)
    return line ? JSON.parse(line) : undefined
  }
  const becomes = async (one: Pick<Cli, 'stdout'> & Partial<Cli>, state: string): Promise<Health> => {
    await expect.poll(() => lastHealth(one)?.state ?? one.stderr?.(), { timeout: 45_000 }).toBe(state)
    return lastHealth(one) as Health
  }
  const isActive = (signer: Hex) => {
    const { registry: address } = chain.scene
    return chain.client.readContract({ address, abi: enclaveRegistryAbi, functionName: 'isActive', args: [signer] })
  }

  it('registers keys of its own with a quote from the socket, and stops when told to', async () => {
    const keyFile = path.join(folder, 'payer.key')
    fs.writeFileSync(keyFile, `${payerKey}\n`, { mode: 0o600 })
    const cli = startProcess({ ENCLAVE_PAYER_KEY: '', ENCLAVE_PAYER_KEY_FILE: keyFile })
    const { signer, expiresAt } = await becomes(cli, 'active')
    expect(await isActive(signer)).toBe(true)
    expect(expiresAt).toBeGreaterThan(Date.now() / 1_000)

    cli.child.kill('SIGTERM')
    expect(await cli.exited).toBe(0)
    expect(lastHealth(cli)?.state).toBe('stopped')
    expect(cli.stdout() + cli.stderr()).not.toContain(payerKey.slice(2))
    // Not a key of the payer's: the enclave holds no ether.
    expect(signer).not.toBe(privateKeyToAccount(payerKey).address)
  })

  it('registers anew after its registration was reorganised away', async () => {
    const snapshot = await chain.client.snapshot()
    const command = startCommand(['run', '--json'], toRun())
    const { signer } = await becomes(command, 'active')
    await chain.client.revert({ id: snapshot })
    // The other branch is longer.
    await chain.client.mine({ blocks: 5 })
    expect(await isActive(signer)).toBe(false)
    await expect.poll(() => isActive(signer), { timeout: 45_000 }).toBe(true)
    expect((await becomes(command, 'active')).signer).toBe(signer)
    command.stop()
    expect(await command.exited).toBe(0)
  })

  it('ends with exit code 4 when its key is revoked', async () => {
    const cli = startProcess()
    const { signer } = await becomes(cli, 'active')
    await chain.take(chain.scene, { step: 'guard', functionName: 'revoke', argument: signer })
    expect(await cli.exited).toBe(4)
    expect(cli.stderr()).toContain(`the key ${signer} was revoked for good`)

    const { code, text } = await status('--signer', signer)
    expect(code).toBe(3)
    expect(text).toContain(`${signer}: REVOKED, matcher`)
    expect(text).toContain(`the key ${signer} was revoked`)
  })

  it('shows what the registry knows, and whose root it trusts', async () => {
    const json = await status('--json')
    expect(json.code).toBe(0)
    const found = JSON.parse(json.text)
    const { crlStore, tcbStore } = chain.contracts
    expect(found).toMatchObject({
      chain: { id: 31337 },
      registry: chain.scene.registry,
      root: { name: 'TEST ROOT (simulated)', crlStore, tcbStore },
      problems: [],
    })
    expect(found.enclaves.find((one: Health) => one.signer === registered)).toMatchObject({
      isActive: true,
      kind: 1,
      tcbStatus: 'UpToDate',
      revoked: false,
      platform: chain.platform.ppid,
      platformStatus: 'ALLOWED',
      policy: { maxAgeSeconds: 7 * 86_400, worstTcbStatus: 'UpToDate' },
    })
    const kinds = found.collateral.map(({ name }: { name: string }) => name.split(' ')[0])
    expect(kinds).toEqual(['rootCrl', 'pckCrl', 'tcbInfo', 'qeIdentity'])
    for (const { freshness } of found.collateral) expect(freshness).toBe('fresh')

    const { code, text } = await status()
    expect(code).toBe(0)
    expect(text).toContain('TEST ROOT (simulated)')
    expect(text).toContain(`${registered}: active, matcher, expires`)
    expect(text).toContain('All is well.')
  })

  it('asks its own chain for a key that was never registered', async () => {
    const { code, text } = await status('--signer', `0x${'12'.repeat(20)}`)
    expect(code).toBe(3)
    expect(text).toContain('was never registered')
  })

  it('refuses an address that is no registry', async () => {
    const program = createProgram({
      environment: environment({ ENCLAVE_REGISTRY_ADDRESS: chain.contracts.verifier }),
      listenForStop: () => expect.fail('it ran'),
      write: () => expect.fail('it answered'),
      setExitCode: () => expect.fail('it answered'),
    })
    const error: unknown = await program.parseAsync(['status'], { from: 'user' }).catch((thrown: unknown) => thrown)
    expect(describeError(error)).toContain('is no EnclaveRegistry of ours on chain 31337')
    expect(exitCodeOf(error)).toBe(1)
  })
})

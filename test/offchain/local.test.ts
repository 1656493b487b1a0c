import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createPublicClient, http, parseAbi } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { agentEnvFile, readRunningState, stateFile } from '../../offchain/local/stack/stateFile.ts'
import { projectRoot } from '../../script/toolchain/foundry.mjs'
import { familyOf, firstLine, parentOf } from './processFamily.ts'

describe('npm run local', () => {
  let folder: string
  let started: number | undefined
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'local-'))
  })
  afterEach(() => {
    if (started !== undefined && parentOf(started) !== undefined) process.kill(-started, 'SIGKILL')
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const throughNpm = () => ['npm', 'run', '-s', 'local', '--', '--port', '0', '--folder', folder] as const
  const start = ([command, ...args]: readonly string[]) => {
    const child = spawn(command as string, args, {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    started = child.pid as number
    return { child, pid: started }
  }

  it('writes where it is, refuses to run twice, and leaves nothing, even when it is killed', async () => {
    const { child, pid } = start(throughNpm())
    const told: string[] = []
    await firstLine(child, (line) => {
      told.push(line)
      return line.startsWith('ready')
    })
    expect(told.find((line) => /^vault /.test(line))).toMatch(
      / 2-of-4, epoch 1, 0x0[23][0-9a-f]{64}: .*on one machine$/,
    )
    expect(told.find((line) => /^slot 0 /.test(line))).toMatch(/ opened inside the simulated enclave by nodes \d, \d$/)

    const state = JSON.parse(fs.readFileSync(stateFile(folder), 'utf8'))
    expect(state).toMatchObject({ chainId: 31337, forked: false, urls: { rpc: state.rpcUrl } })
    const client = createPublicClient({ transport: http(state.rpcUrl) })
    expect(await client.getChainId()).toBe(31337)
    for (const name of ['forwarder', 'attestation', 'treasury', 'wbtc', 'usdc', 'proofOfReserveFeed', 'swapRouter02']) {
      expect(await client.getCode({ address: state.addresses[name] }), name).toBeDefined()
    }
    for (const name of ['enclaveRegistry', 'quoteVerifier', 'crlStore', 'tcbStore', 'matcherVerifier', 'darkPool']) {
      expect(await client.getCode({ address: state.addresses[name] }), name).toBeDefined()
    }
    expect(state.enclave).toMatchObject({ simulated: true, root: 'TEST ROOT (simulated)' })
    const abi = parseAbi(['function requireActive(address signer, uint32 kind) view'])
    const registry = { address: state.addresses.enclaveRegistry, abi, functionName: 'requireActive' } as const
    await client.readContract({ ...registry, args: [state.enclave.signer, 1] })
    await expect(client.readContract({ ...registry, args: [state.addresses.forwarder, 1] })).rejects.toThrow()
    const environment = fs.readFileSync(agentEnvFile(folder), 'utf8')
    expect(environment).toContain(`CRL_STORE_ADDRESS=${state.addresses.crlStore}\n`)
    expect(environment).toContain(`TCB_STORE_ADDRESS=${state.addresses.tcbStore}\n`)
    expect(environment).toContain(`ENCLAVE_REGISTRY_ADDRESS=${state.addresses.enclaveRegistry}\n`)
    expect(environment).toContain(`DARK_POOL_ADDRESS=${state.addresses.darkPool}\n`)
    expect(fs.statSync(agentEnvFile(folder)).mode & 0o077).toBe(0)
    expect(environment).toContain(`VAULT_ROSTER_FILE=${state.vault.rosterFile}\n`)
    expect(environment).toContain(`VAULT_MASTER_KEY=${state.vault.masterKey}\n`)
    expect(state.vault.pool).toBe(state.addresses.darkPool)
    expect((await fetch(`${state.urls.custodian}/reserves`)).status).toBe(401)

    const second = spawnSync('npm', throughNpm().slice(1), { cwd: projectRoot, encoding: 'utf8' })
    expect(second.status).toBe(0)
    expect(second.stdout).toContain(`already running (process ${state.pids.local}): ${state.rpcUrl}`)

    const family = familyOf(pid)
    for (const member of [state.pids.anvil, ...state.vault.pids]) expect(family.has(member)).toBe(true)
    process.kill(pid, 'SIGKILL')
    await expect
      .poll(() => [...family].filter((member) => parentOf(member) !== undefined), { timeout: 15_000 })
      .toEqual([])
    expect(await readRunningState(folder)).toBeUndefined()
  })

  it('removes its files at Ctrl-C and exits as interrupted', async () => {
    // Without npm, which reports a signal instead of its script's exit code.
    const { child, pid } = start([
      process.execPath,
      '--import',
      'tsx',
      'offchain/local.ts',
      '--port',
      '0',
      '--folder',
      folder,
      '--no-vault',
    ])
    await firstLine(child, (line) => line.startsWith('ready'))
    expect(JSON.parse(fs.readFileSync(stateFile(folder), 'utf8')).vault).toBeUndefined()
    const exited = new Promise((resolve) => child.once('exit', resolve))
    process.kill(pid, 'SIGINT')
    expect(await exited).toBe(130)
    expect(fs.readdirSync(folder)).toEqual([])
  })
})

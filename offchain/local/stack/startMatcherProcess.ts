import fs from 'node:fs'
import path from 'node:path'
import type { Address, Hex } from 'viem'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import type { EnclaveHealth } from '../../enclave/enclaveHealth.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { writeSecretFile } from '../../vault/commands/writeSecretFile.ts'
import type { SimulatedPlatformParameters } from '../enclave/simulatedPlatform.ts'
import { type LeashedProcess, spawnLeashed } from '../process/spawnLeashed.ts'
import type { Deployment } from './deployContracts.ts'

export type StartMatcherProcessParameters = {
  rpcUrl: string
  deployment: Pick<Deployment, 'enclaveRegistry' | 'darkPool' | 'startBlock'>
  /** The simulated machine that it runs on: its collateral has to be on chain, and the registry has to allow it. */
  platform: Pick<SimulatedPlatformParameters, 'now' | 'label'>
  vault: { rosterFile: string; key: { masterKey: Hex } }
  /** Pays for its transactions, and for nobody else's. */
  payerKey: Hex
  /** For the file that the key is handed over in. */
  folder: string
  standbySeconds?: number
  /** More of its settings. */
  environment?: Record<string, string>
  log: Log
  /** Called when it ends by itself. */
  onExit?: (code: number, lastLines: readonly string[]) => void
}

/** A real enclave on a simulated machine, as a process of its own. */
export type MatcherProcess = LeashedProcess & {
  signer: Address
  /** Of `/metrics`, `/healthz` and `/readyz` on loopback. */
  operationsPort: number
  /** What it said of itself last. */
  health(): EnclaveHealth
  /** Resolves as soon as what it says of itself is so; at once if it is already. */
  untilHealth(isSo: (health: EnclaveHealth) => boolean, signal: AbortSignal): Promise<EnclaveHealth>
  /** Ends it without giving it a chance to say anything. */
  kill(): Promise<void>
}

const LAST_LINES = 8
const START_WITHIN_MS = 60_000

const readHealth = (line: string): EnclaveHealth | undefined =>
  line.startsWith('{"signer"') ? (JSON.parse(line) as EnclaveHealth) : undefined

const readPort = (line: string): number | undefined => {
  const found = /"operationsPort":(\d+)/.exec(line)
  return found ? Number(found[1]) : undefined
}

/** The environment that it runs in; the payer's key is in `keyFile`. */
export const matcherEnvironment = (parameters: StartMatcherProcessParameters, keyFile: string): NodeJS.ProcessEnv => {
  const { rpcUrl, deployment, platform, vault, standbySeconds = 0, environment } = parameters
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    RPC_URL: rpcUrl,
    CHAIN_ID: '31337',
    START_BLOCK: `${deployment.startBlock}`,
    ENCLAVE_REGISTRY_ADDRESS: deployment.enclaveRegistry,
    DARK_POOL_ADDRESS: deployment.darkPool,
    VAULT_ROSTER_FILE: vault.rosterFile,
    VAULT_MASTER_KEY: vault.key.masterKey,
    ENCLAVE_PAYER_KEY_FILE: keyFile,
    ENCLAVE_STANDBY_SECONDS: `${standbySeconds}`,
    ENCLAVE_OPERATIONS_PORT: '0',
    // Times that can be watched; nobody reorganises this chain behind our back.
    ENCLAVE_REFERENCE_DEPTH: '1',
    ENCLAVE_POLL_INTERVAL: '1000',
    ENCLAVE_MATCH_INTERVAL: '200',
    ENCLAVE_SLOT_INTERVAL: '500',
    ENCLAVE_RECEIPT_TIMEOUT: '10000',
    // A fork asks for the fees of mainnet.
    ENCLAVE_MAX_FEE_GWEI: '10000',
    SIMULATED_PLATFORM_NOW: `${platform.now}`,
    ...(platform.label && { SIMULATED_PLATFORM_LABEL: platform.label }),
    ...environment,
  }
}

/** Starts an enclave that registers itself and matches rounds; resolves when it says that it is active. */
export const startMatcherProcess = async (parameters: StartMatcherProcessParameters): Promise<MatcherProcess> => {
  const { folder, payerKey, log, onExit } = parameters
  const own = fs.mkdtempSync(path.join(folder, 'matcher-'))
  const keyFile = path.join(own, 'payer.key')
  writeSecretFile(keyFile, payerKey)
  const lines: string[] = []
  const listeners = new Set<() => void>()
  let health: EnclaveHealth | undefined
  let operationsPort = 0
  const child = await spawnLeashed(
    process.execPath,
    ['--import', 'tsx', path.join('offchain', 'local', 'enclave', 'simulatedMatcher.ts')],
    {
      cwd: projectRoot,
      env: matcherEnvironment(parameters, keyFile),
      log,
      onLine: (line) => {
        lines.push(line)
        if (lines.length > LAST_LINES) lines.shift()
        log.debug({ matcher: line }, 'matcher')
        operationsPort = readPort(line) ?? operationsPort
        health = readHealth(line) ?? health
        for (const listener of listeners) listener()
      },
      onExit: (code) => onExit?.(code, lines),
    },
  )

  const untilHealth: MatcherProcess['untilHealth'] = (isSo, signal) =>
    new Promise((resolve, reject) => {
      const listener = () => {
        if (health && isSo(health)) finish(() => resolve(health as EnclaveHealth))
      }
      const giveUp = () =>
        finish(() => reject(new KitError(`the matcher says ${JSON.stringify(health)}: ${lines.join(' | ')}`)))
      const finish = (end: () => void) => {
        listeners.delete(listener)
        signal.removeEventListener('abort', giveUp)
        end()
      }
      listeners.add(listener)
      signal.addEventListener('abort', giveUp, { once: true })
      void child.exited.then(giveUp)
      listener()
    })

  const started = new AbortController()
  const timer = setTimeout(() => started.abort(), START_WITHIN_MS)
  try {
    const { signer } = await untilHealth(({ state }) => state === 'active', started.signal)
    return {
      ...{ ...child, signer, operationsPort, untilHealth },
      health: () => health as EnclaveHealth,
      async kill() {
        process.kill(child.pid, 'SIGKILL')
        await child.exited
      },
    }
  } catch (error) {
    await child.stop()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

import { type Address, type Hex, type PublicClient, parseGwei } from 'viem'
import { readPoolTerms } from '../../chain/darkpool/readPoolTerms.ts'
import type { EnclaveHealth } from '../../enclave/enclaveHealth.ts'
import { createEnclaveKeys } from '../../enclave/keys/createEnclaveKeys.ts'
import { type RunMatcherParameters, runMatcher } from '../../enclave/matching/runMatcher.ts'
import { accountPayer } from '../../enclave/payer/accountPayer.ts'
import { queuePayer } from '../../enclave/payer/queuePayer.ts'
import { type RunEnclaveParameters, runEnclave } from '../../enclave/runEnclave.ts'
import { createSlotKeyOpener, type SlotVault } from '../../enclave/slots/createSlotKeyOpener.ts'
import { createSlotKeyring, type SlotKeyring } from '../../enclave/slots/createSlotKeyring.ts'
import { countSlotKeys, type SlotKeyReport } from '../../enclave/slots/slotKeyState.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { SimulatedPlatform } from '../enclave/simulatedPlatform.ts'
import { simulatedQuoteSource } from '../enclave/simulatedQuoteSource.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'
import type { Deployment } from './deployContracts.ts'
import { SIMULATED_ENCLAVE } from './simulatedEnclaveSettings.ts'
import { submitSimulatedCollateral } from './submitSimulatedCollateral.ts'

/** A chain that mines at once mines within this, or never. */
const RECEIPT_TIMEOUT_MS = 10_000
const START_TIMEOUT_MS = 20_000
const MAX_LOG_BLOCKS = 2_000n
const SLOT_INTERVAL_MS = 1_000
const MATCH_INTERVAL_MS = 250

export type SimulatedEnclave = {
  signer: Address
  /** Unix seconds, as of the first registration. */
  expiresAt: number
  /** Signs as the registered key; for the matcher, which lives inside. */
  sign(digest: Hex): Hex
  /** A slot key that it opened through the vault; for the matcher too. */
  keyOf(commitment: Hex): bigint | undefined
  /** Stops renewing and erases the keys; the registration itself runs out. */
  stop(): Promise<void>
}

/** How it matches the pool's rounds, and whom it tells. */
export type SimulatedMatching = Pick<RunMatcherParameters, 'prove' | 'onEvent'> &
  Partial<Pick<RunMatcherParameters, 'onHealth' | 'standbySeconds' | 'pollIntervalMs'>>

export type StartSimulatedEnclaveParameters = {
  client: PublicClient
  deployment: Deployment
  platform: SimulatedPlatform
  /** Once it is there, the enclave opens the keys of the pool's slots through it. */
  vault?: Promise<SlotVault>
  /** Called when a slot key came, went, or changed its state. */
  onSlots?: (reports: readonly SlotKeyReport[]) => void
  /** With a vault: it closes, settles and expires rounds by itself. */
  matching?: SimulatedMatching
  log: Log
  /** Stops it, also while it starts. */
  signal?: AbortSignal
}

/** Submits the simulated collateral, registers a simulated enclave, and keeps it registered. */
export const startSimulatedEnclave = async ({
  client,
  deployment,
  platform,
  vault,
  onSlots = () => undefined,
  matching,
  log,
  signal: outer,
}: StartSimulatedEnclaveParameters): Promise<SimulatedEnclave> => {
  const stopping = new AbortController()
  const signal = outer ? AbortSignal.any([stopping.signal, outer]) : stopping.signal
  const payer = queuePayer(
    accountPayer(client, {
      privateKey: LOCAL_ACCOUNTS.enclavePayer.privateKey,
      // A fork asks for the fees of mainnet.
      maxFeePerGas: parseGwei('10000'),
      receiptTimeoutMs: RECEIPT_TIMEOUT_MS,
    }),
  )
  await submitSimulatedCollateral({ client, deployment, platform })
  signal.throwIfAborted()
  log.debug({ root: 'TEST ROOT' }, 'simulated collateral submitted')

  const keys = createEnclaveKeys()
  const { darkPool: pool, startBlock, chainId } = deployment
  let keyring: SlotKeyring | undefined
  const followSlots: RunEnclaveParameters['followSlots'] = async (onCounts, stopped) => {
    if (!vault) return
    const open = createSlotKeyOpener({ chainId, pool, vault: await vault, keys, log })
    const opened = createSlotKeyring({
      ...{ client, pool, startBlock, open, log },
      maxLogBlocks: MAX_LOG_BLOCKS,
      pollIntervalMs: SLOT_INTERVAL_MS,
    })
    const onChange = (reports: readonly SlotKeyReport[]): void => {
      onCounts(countSlotKeys(reports))
      onSlots(reports)
    }
    keyring = opened
    await opened.run(onChange, stopped)
  }
  const match: RunEnclaveParameters['match'] = async (onHealth, isActive, stopped) => {
    if (!matching) return
    await runMatcher(client, {
      ...{ chainId, pool, startBlock, keys, payer, isActive, log },
      terms: await readPoolTerms(client, { pool }),
      maxLogBlocks: MAX_LOG_BLOCKS,
      keyOf: (commitment) => keyring?.keyOf(commitment),
      isUnreadable: (commitment) => keyring?.isUnreadable(commitment) ?? false,
      standbySeconds: 0,
      pollIntervalMs: MATCH_INTERVAL_MS,
      ...matching,
      onHealth(health) {
        onHealth(health)
        matching.onHealth?.(health)
      },
      signal: stopped,
    })
  }
  let problem: string | undefined
  let announce: (health: EnclaveHealth) => void
  const registered = new Promise<EnclaveHealth>((resolve) => {
    announce = resolve
  })
  const running = runEnclave(client, {
    registry: deployment.enclaveRegistry,
    ...SIMULATED_ENCLAVE,
    keys,
    quoteSource: simulatedQuoteSource({ platform, log }),
    payer,
    // Nobody reorganises this chain behind our back.
    referenceDepth: 1n,
    renewal: { renewAtPercent: 50, retryUnmovedSeconds: 600 },
    pollIntervalMs: 5_000,
    refusedIntervalMs: 5_000,
    onHealth(changed) {
      problem = changed.problem
      log.info({ ...changed, root: 'TEST ROOT' }, 'simulated enclave')
      if (changed.state === 'active') announce(changed)
    },
    ...(vault && { followSlots }),
    ...(matching && { match }),
    log: log.child({ simulated: true }),
    signal,
  })
  // Awaited by stop; until then a revocation must not count as unhandled.
  running.catch((error: unknown) => log.warn({ err: (error as Error).message }, 'simulated enclave ended'))

  const timeout = new Promise<never>((_resolve, reject) => {
    setTimeout(() => {
      reject(new KitError(`the simulated enclave was not registered: ${problem ?? 'no answer'}`))
    }, START_TIMEOUT_MS).unref()
  })
  const ended = running.then(() => Promise.reject(new KitError('the simulated enclave ended before it was registered')))
  const { expiresAt } = await Promise.race([registered, ended, timeout])
  return {
    signer: keys.signer,
    expiresAt,
    sign: keys.sign,
    keyOf: (commitment) => keyring?.keyOf(commitment),
    async stop() {
      stopping.abort()
      await running.catch(() => undefined)
    },
  }
}

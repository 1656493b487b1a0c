import path from 'node:path'
import { zeroHash } from 'viem'
import { creDarkPoolAbi } from '../../chain/generated.ts'
import type { Log } from '../../log.ts'
import { awaitFound } from '../chain/awaitFound.ts'
import { runFeeds } from '../chain/runFeeds.ts'
import { type LocalMakers, localMakerPlans, type MakerPlan, startMakers } from '../makers/startMakers.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { LOCAL_ACCOUNTS } from '../stack/accounts.ts'
import type { LocalContracts } from '../stack/startContracts.ts'
import { type MatcherProcess, startMatcherProcess } from '../stack/startMatcherProcess.ts'
import { submitSimulatedCollateral } from '../stack/submitSimulatedCollateral.ts'
import { DIRECT, type Wiring } from '../stack/wiring.ts'
import { registerLocalSlot } from '../vault/registerLocalSlot.ts'
import type { LocalVault } from '../vault/startLocalVault.ts'
import { startPoolVault } from '../vault/startPoolVault.ts'

/** The dark pool, and all who work in it. */
export type PoolAtWork = {
  vault: LocalVault
  /** The one enclave there is. */
  matcher: MatcherProcess
  makers: LocalMakers
  /** The reserve's. */
  slot: number
  /** Takes makers and matcher down. May be called twice. */
  stop: () => Promise<void>
}

export type StartPoolAtWorkParameters = {
  contracts: LocalContracts
  /** Of the treasury's slot. */
  reserveSlotKey: bigint
  plans?: readonly MakerPlan[]
  wiring?: Wiring
  log: Log
  shutdown: Shutdown
  /** Called as each part becomes ready. */
  onReady: (part: string, detail: string) => void
}

/** 400 WBTC each. */
const INVENTORY = 40_000_000_000n
const QUOTE_INTERVAL_SECONDS = 5
/** Some settlements: on a busy machine the first may come too late for its round. */
const KEYED_WITHIN_MS = 120_000

/** Waits for the settlement that activates the key of a slot. */
const awaitSlotKey = (
  { client, deployment }: LocalContracts,
  { slot, signal }: { slot: number; signal: AbortSignal },
): Promise<true> =>
  awaitFound(client, {
    what: `the key of slot ${slot}`,
    find: async () => {
      const args = [BigInt(slot)] as const
      const pool = { address: deployment.darkPool, abi: creDarkPoolAbi, functionName: 'slot', args } as const
      return (await client.readContract(pool)).activeKey === zeroHash ? undefined : true
    },
    ...{ withinMs: KEYED_WITHIN_MS, signal },
  })

/**
 * Starts the dark pool on its contracts, and prices for it: a vault, the treasury's slot, three makers, and a matcher, each a process of its own
 * except the slot; resolves when all keys are active and all quotes stand. `shutdown` takes them down again.
 */
export const startPoolAtWork = async (parameters: StartPoolAtWorkParameters): Promise<PoolAtWork> => {
  const { contracts, reserveSlotKey, wiring = DIRECT, log, shutdown, onReady } = parameters
  const { plans = localMakerPlans(INVENTORY) } = parameters
  const { chain, client, deployment, platform, folder } = contracts
  const { signal } = shutdown
  void runFeeds({ chain, log, signal })
  const [vault] = await Promise.all([
    startPoolVault({ contracts, wiring, log, shutdown }),
    submitSimulatedCollateral(contracts),
  ])
  const { threshold, members, masterKey } = vault.key
  onReady('vault', `${threshold}-of-${members.length}: real nodes as processes of their own, on one machine`)

  const { slot } = await registerLocalSlot(client, {
    pool: deployment.darkPool,
    treasury: deployment.treasury,
    ownerKey: LOCAL_ACCOUNTS.owner.privateKey,
    masterKey,
    key: reserveSlotKey,
  })
  onReady('reserve', `slot ${slot} of the pool is the treasury's, its key sealed to the vault`)

  // Together: a settlement activates four keys at most, and while the matcher starts all four are posted.
  const { environment } = wiring
  const [ofMakers, ofMatcher] = [
    await wiring.route('makers', chain.rpcUrl),
    await wiring.route('matcher', chain.rpcUrl),
  ]
  const startingMakers = startMakers({
    ...{ chain: { ...chain, rpcUrl: ofMakers }, environment, deployment, masterKey, plans, log, signal, onReady },
    intervalSeconds: QUOTE_INTERVAL_SECONDS,
    folder: path.join(folder, 'makers'),
    onExit: (name, code) => log.warn({ name, code }, 'a maker ended'),
  })
  shutdown.onShutdown('makers', () => startingMakers.then(({ stop }) => stop()).catch(() => undefined))
  const startingMatcher = startMatcherProcess({
    ...{ rpcUrl: ofMatcher, environment, deployment, platform, vault, folder, log },
    payerKey: LOCAL_ACCOUNTS.enclavePayer.privateKey,
    onExit: (code, lastLines) => log.warn({ code, lastLines }, 'the matcher ended'),
  })
  shutdown.onShutdown('matcher', () => startingMatcher.then(({ stop }) => stop()).catch(() => undefined))
  const ready = startingMatcher.then((matcher) => {
    onReady('matcher', `${matcher.signer}: simulated enclave, a process of its own, registered under the TEST ROOT`)
    return matcher
  })
  const [matcher, makers] = await Promise.all([ready, startingMakers, awaitSlotKey(contracts, { slot, signal })])
  return {
    ...{ vault, matcher, makers, slot },
    stop: async () => {
      await makers.stop()
      await matcher.stop()
    },
  }
}

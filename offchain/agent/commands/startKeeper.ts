import type { PublicClient } from 'viem'
import type { AgentSettings } from '../../config.ts'
import type { Log } from '../../log.ts'
import { REFRESH_POLICY } from '../../protocol/collateralPolicy.ts'
import { type CollateralKeeper, createKeeper } from '../collateral/collateralKeeper.ts'
import { searchAuthorities } from '../collateral/searchAuthorities.ts'
import { watchSource } from '../collateral/watchSource.ts'
import type { Metrics } from '../operations/createMetrics.ts'
import { collateralSettings } from './collateralSettings.ts'

/** How long what the stores hold is taken for granted: they change once in weeks. */
const LOOK_EVERY_SECONDS = 60
/** After a question that was not answered, at first, in milliseconds. */
const RETRY_MS = 60_000
/** For one question, in milliseconds: more than the source's own limits add up to. */
const ASK_TIMEOUT_MS = 120_000

/** For one search of the stores' logs, in milliseconds. */
const SEARCH_TIMEOUT_MS = 3_600_000

export type StartKeeperParameters = { client: PublicClient; settings: AgentSettings; metrics: Metrics; log: Log }

export type StartedKeeper = { keeper: CollateralKeeper; stop: () => Promise<void> }

/** Begins to ask the configured source in the background; undefined when none is configured. */
export const startKeeper = ({
  client,
  settings: { config },
  metrics,
  log,
}: StartKeeperParameters): StartedKeeper | undefined => {
  const wanted = collateralSettings(config)
  if (!wanted) return undefined
  const { source, fmspcs, stores } = wanted
  const end = new AbortController()
  const background = { retryMs: RETRY_MS, log, signal: end.signal }
  let keeper: CollateralKeeper | undefined
  const { watch, ended } = watchSource({
    ...background,
    source,
    fmspcs,
    stored: () => keeper?.seen?.stored ?? [],
    intervalMs: config.collateralInterval,
    timeoutMs: ASK_TIMEOUT_MS,
    metrics,
  })
  const { startBlock, maxLogBlocks } = config
  const searching = searchAuthorities({
    ...background,
    client,
    stores,
    startBlock,
    maxLogBlocks,
    timeoutMs: SEARCH_TIMEOUT_MS,
  })
  log.info({ source: source.name, fmspcs, ...stores }, 'keeps the collateral on chain fresh')
  const { search } = searching
  keeper = createKeeper({ stores, fmspcs, policy: REFRESH_POLICY, lookEverySeconds: LOOK_EVERY_SECONDS, watch, search })
  return {
    keeper,
    async stop() {
      end.abort()
      await Promise.all([ended, searching.ended])
    },
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import { MAINNET } from '../../chain/mainnet.ts'
import type { Log } from '../../log.ts'
import { FEEDS } from './fixture.ts'
import { pushFeedRounds } from './pushFeedRounds.ts'
import type { LocalChain } from './startLocalChain.ts'

const INTERVAL_MS = 2_000
/** The others count for a day. */
const OTHERS_INTERVAL_MS = 3_600_000

const BTC_USD = FEEDS.filter(({ proxy }) => proxy === MAINNET.btcUsdFeed)

export type RunFeedsParameters = { chain: LocalChain; log: Log; signal: AbortSignal }

/**
 * Simulates Chainlink, until `signal` aborts: BTC/USD gets a round every two seconds, so that the dark pool has a price soon
 * after each close. The only one that may push rounds meanwhile.
 */
export const runFeeds = async ({ chain, log, signal }: RunFeedsParameters): Promise<void> => {
  let othersAt = Date.now()
  while (!signal.aborted) {
    const areOthersDue = Date.now() - othersAt >= OTHERS_INTERVAL_MS
    if (areOthersDue) othersAt = Date.now()
    await pushFeedRounds(chain, log, areOthersDue ? FEEDS : BTC_USD).catch((error: unknown) => {
      if (!signal.aborted) log.warn({ err: (error as Error).message }, 'simulated feeds: no round was pushed')
    })
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined)
  }
}

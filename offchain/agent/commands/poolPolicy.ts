import { parseEther } from 'viem'
import type { AgentSettings } from '../../config.ts'
import type { PoolPolicy } from '../pool/poolKeeper.ts'

/** How long what was seen of the pool is good for: a request may be this much later than it could be. */
const LOOK_AT_POOL_EVERY_SECONDS = 3

/** What the settings say about the pool. */
export const poolPolicy = ({ config }: AgentSettings): PoolPolicy => {
  const { requestDepth, coverMaxEtherPerMonth, expireGraceSeconds, matcherExpirySeconds } = config
  return {
    requestDepth,
    expireGraceSeconds,
    matcherExpirySeconds,
    coverCap: coverMaxEtherPerMonth === undefined ? undefined : parseEther(coverMaxEtherPerMonth),
    lookEverySeconds: LOOK_AT_POOL_EVERY_SECONDS,
  }
}

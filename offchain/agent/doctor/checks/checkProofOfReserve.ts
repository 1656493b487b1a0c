import { describeError } from '../../../chain/describeError.ts'
import { readFeed } from '../../../chain/readFeed.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether the public proof-of-reserve feed answers. It is shown, never acted on: at worst a warning. */
export const checkProofOfReserve = async (context: DoctorContext): Promise<Finding> => {
  const { client, best, proofOfReserveFeed: feed } = context
  const fix = 'set CHAINLINK_FEED_ADDRESS to the feed of this chain; the agent works without it'
  try {
    const { answer, updatedAt } = await readFeed(client, { feed })
    if (answer <= 0n) return { verdict: 'warn', detail: `${feed} answers ${answer}`, fix }
    return { verdict: 'pass', detail: `answers, as of ${BigInt(best?.head.timestamp ?? 0) - updatedAt} s ago` }
  } catch (error) {
    const detail = `CHAINLINK_FEED_ADDRESS ${feed} does not answer as a feed: ${describeError(error)}`
    return { verdict: 'warn', detail, fix }
  }
}

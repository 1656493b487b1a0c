import { describeError, findRevert } from '../../../chain/describeError.ts'
import { readMinimumOut } from '../../../chain/readMinimumOut.ts'
import { readPriceFeeds } from '../../../chain/readPriceFeeds.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Arguments of the treasury's price errors: a feed, then numbers. */
const describeRefusal = (name: string, feed: string, figures: readonly bigint[]): string | undefined => {
  const [first = 0n, second = 0n, third = 0n] = figures
  if (name === 'FeedStale') return `${feed} was updated ${second - first} s ago, above its maximum of ${third} s`
  if (name === 'PriceOutOfBounds') return `${feed} answers ${first}, outside ${second} to ${third}`
  if (name === 'FeedAnswerInvalid') return `${feed} answers ${first}`
  return undefined
}

/** Whether the treasury believes the three feeds that it prices heals with. */
export const checkPrices = async (context: DoctorContext): Promise<Finding> => {
  const { client, treasury } = context
  const [{ perAction, blockHash }, feeds] = await Promise.all([
    context.readState(),
    readPriceFeeds(client, { treasury }),
  ])
  try {
    await readMinimumOut(client, { treasury, spend: perAction, blockHash })
    return { verdict: 'pass', detail: `${feeds.map(({ name }) => name).join(', ')} are fresh and within bounds` }
  } catch (error) {
    const revert = findRevert(error)
    if (!revert) throw error
    const [address, ...figures] = revert.args
    const refused = feeds.find(({ feed }) => feed === address)
    const described = refused && describeRefusal(revert.name, `${refused.name} (${refused.feed})`, figures as bigint[])
    return {
      verdict: 'fail',
      detail: `${described ?? 'the treasury refuses its prices'}: ${describeError(error)}`,
      fix: "wait for the feed's next round; if it stays, ask its operator, or the owner about limits and feeds",
      retryable: true,
    }
  }
}

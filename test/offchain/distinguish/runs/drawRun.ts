import type { Order, Quote } from '../../../../offchain/protocol/pool/types.ts'
import { seededRandom } from '../../../../offchain/protocol/seededRandom.ts'

/** What nobody may tell from outside: everything of a run that chance decides. */
export type RunDraw = {
  /** The label: a real order, or an empty one. */
  isReal: boolean
  order: Order
  /** By maker; undefined where the maker has no quote in this run. */
  quotes: readonly (Quote | undefined)[]
  /** Of the request after this one: real or empty, whatever this one was. */
  nextOrder: Order
  /** Counter of the run's messages, as the report's epoch is: it grows from run to run. */
  epoch: bigint
  /** Decides what people do after a run. */
  afterwards: ReturnType<typeof seededRandom>
}

/** In base units of collateral. */
const BTC = 100_000_000n
const FIRST_EPOCH = 1_760_000_000n
/** Seconds from one request to the next. */
const REQUEST_INTERVAL = 600n
/** Workflow configuration, like the premium cap: the same in every order. */
const HIGHEST_PREMIUM_BPS = 250n

export const DRAWN = {
  /** The makers quote up to three times 120 BTC; some orders are filled whole, some in part. */
  deficit: { from: 10n * BTC, to: 450n * BTC },
  size: { from: 20n * BTC, to: 120n * BTC },
  premiumBps: { from: 20n, to: 240n },
} as const

type Random = ReturnType<typeof seededRandom>
type Span = { from: bigint; to: bigint }

const within = ({ below }: Random, { from, to }: Span): bigint => from + below(to - from)

const orderOf = (random: Random, isReal: boolean): Order => {
  const deficit = within(random, DRAWN.deficit)
  return { deficit: isReal ? deficit : 0n, maxPremiumBps: HIGHEST_PREMIUM_BPS, allowPartial: true, disclose: false }
}

/** As many real orders as empty ones, in an order of chance; all else is drawn alike for both. */
export const drawRuns = (runs: number, seed: number): RunDraw[] => {
  const random = seededRandom(seed)
  const labels = Array.from({ length: runs }, (_, run) => run < runs / 2)
  for (let at = labels.length - 1; at > 0; at--) {
    const other = Number(random.below(BigInt(at + 1)))
    ;[labels[at], labels[other]] = [labels[other] as boolean, labels[at] as boolean]
  }
  return labels.map((isReal, run) => ({
    isReal,
    order: orderOf(random, isReal),
    quotes: Array.from({ length: 3 }, () => {
      const quote = { size: within(random, DRAWN.size), premiumBps: within(random, DRAWN.premiumBps) }
      return random.below(8n) === 0n ? undefined : quote
    }),
    nextOrder: orderOf(random, random.below(2n) === 0n),
    epoch: FIRST_EPOCH + BigInt(run) * 2n * REQUEST_INTERVAL,
    afterwards: seededRandom(Number(random.below(1n << 32n))),
  }))
}

export const nextEpochOf = ({ epoch }: RunDraw): bigint => epoch + REQUEST_INTERVAL

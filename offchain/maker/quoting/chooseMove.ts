import type { Quote } from '../../protocol/pool/types.ts'
import { latestQuote, type MakerView } from '../reading/makerView.ts'
import type { Decision } from './decide.ts'

/** What is sent for a decision; `wait` holds it back until the chain's clock is there, in Unix seconds. */
export type Move =
  | { kind: 'none' }
  | { kind: 'wait'; until: number }
  | { kind: 'quote'; quote: Quote }
  | { kind: 'withdraw' }

export type ChooseMoveParameters = {
  view: Pick<MakerView, 'quote' | 'nextQuote' | 'quotedAt' | 'block'>
  decision: Decision
  minIntervalSeconds: number
  /** Whether the times of quotes may depend on nothing that the maker knows. */
  cover: boolean
}

/** Offers nothing, which only the enclave can tell. */
const NOTHING: Quote = { size: 0n, premiumBps: 0n }

const isSame = (one: Quote | undefined, other: Quote): boolean =>
  one?.size === other.size && one.premiumBps === other.premiumBps

/** With cover, a quote goes out at every interval of the chain's clock, whatever is decided, and never between. */
const chooseCover = ({ view, decision, minIntervalSeconds }: ChooseMoveParameters): Move => {
  const intervalOf = (at: number): number => Math.floor(at / minIntervalSeconds)
  const { quotedAt, block } = view
  if (quotedAt !== undefined && intervalOf(quotedAt) >= intervalOf(block.timestamp))
    return { kind: 'wait', until: (intervalOf(quotedAt) + 1) * minIntervalSeconds }
  if (decision === 'withdraw') return { kind: 'quote', quote: NOTHING }
  return { kind: 'quote', quote: decision === 'keep' ? (latestQuote(view)?.quote ?? NOTHING) : decision.quote }
}

/**
 * What to send for a decision. Without cover, only what changes something: then a quote that follows a fill tells everybody
 * that there was one.
 */
export const chooseMove = (parameters: ChooseMoveParameters): Move => {
  const { view, decision, minIntervalSeconds, cover } = parameters
  if (cover) return chooseCover(parameters)
  const standing = latestQuote(view)
  if (decision === 'keep') return { kind: 'none' }
  if (decision === 'withdraw' ? !standing : standing && isSame(standing.quote, decision.quote)) return { kind: 'none' }
  const { quotedAt, block } = view
  if (quotedAt !== undefined && block.timestamp < quotedAt + minIntervalSeconds)
    return { kind: 'wait', until: quotedAt + minIntervalSeconds }
  return decision === 'withdraw' ? { kind: 'withdraw' } : { kind: 'quote', quote: decision.quote }
}

import type { PoolStatus } from '../../chain/darkpool/readPoolStatus.ts'

export type RoundFacts = Pick<PoolStatus, 'isFrozen' | 'request' | 'refusal'> & {
  /** Unix seconds of the newest block. */
  now: number
  round: Pick<PoolStatus['round'], 'isClosed' | 'closedAt' | 'hasRequest'>
  /** Of the pool, in seconds. */
  settlementWindow: number
  /** Chain time at which this matcher first saw that the pool would close a round; undefined while it would not. */
  closableSince: number | undefined
  /** Of a closed round with a request. `impossible`: no answer of the feeds will ever do for it. */
  price: 'known' | 'missing' | 'impossible'
  /** Whether the registry counts on this enclave. */
  isActive: boolean
  /** Whether the keys of all slots with a balance are at hand. */
  hasKeys: boolean
  /** Whether a new key may still be opened. A round without it would leave it to the next, which may be long in coming. */
  isOpeningKeys: boolean
  /** How long others are left to do what is due, in seconds. */
  standbySeconds: number
}

export type RoundDecision =
  | { action: 'settle'; reason: 'priced' | 'nothingToPrice' }
  | { action: 'close'; reason: 'requestDue' | 'queueOrKeysWait' }
  | { action: 'expire'; reason: 'roundOverdue' | 'requestOverdue' }
  /** Nothing is to be done, or not by this matcher yet. */
  | { action: 'wait'; reason: 'idle' | 'standby' | 'priceMissing' | 'keysOpening' }
  /** Something is to be done that this matcher cannot do. */
  | { action: 'wait'; reason: 'frozen' | 'priceImpossible' | 'inactive' | 'keysMissing' }

/** What keeps an enclave from settling anything, whatever the round. */
const obstacleOf = ({ isActive, hasKeys }: RoundFacts): RoundDecision | undefined => {
  if (!isActive) return { action: 'wait', reason: 'inactive' }
  return hasKeys ? undefined : { action: 'wait', reason: 'keysMissing' }
}

/** What part of the window is left to keys that others' close found unopened: proof and price need the rest. */
const OPENING_SHARE = 4

const decideClosed = (facts: RoundFacts): RoundDecision => {
  const { now, round, price, settlementWindow } = facts
  const overdueSince = round.closedAt + settlementWindow + 1
  if (now >= overdueSince) return afterOthers(facts, overdueSince, { action: 'expire', reason: 'roundOverdue' })
  if (round.hasRequest && price === 'missing') return { action: 'wait', reason: 'priceMissing' }
  if (round.hasRequest && price === 'impossible') return { action: 'wait', reason: 'priceImpossible' }
  if (facts.isOpeningKeys && now < round.closedAt + settlementWindow / OPENING_SHARE) {
    return { action: 'wait', reason: 'keysOpening' }
  }
  const reason = round.hasRequest ? 'priced' : 'nothingToPrice'
  return obstacleOf(facts) ?? afterOthers(facts, round.closedAt, { action: 'settle', reason })
}

const decideOpen = (facts: RoundFacts): RoundDecision => {
  const { now, request, refusal, settlementWindow, closableSince = now } = facts
  if (request && now > request.deadline) {
    return afterOthers(facts, request.deadline + 1, { action: 'expire', reason: 'requestOverdue' })
  }
  if (refusal !== undefined) return { action: 'wait', reason: 'idle' }
  const isDue = request !== undefined && now >= request.dueAt
  // Whoever closes a round that nobody can settle makes its request expire.
  if (!isDue && facts.isOpeningKeys && now < closableSince + settlementWindow) {
    return { action: 'wait', reason: 'keysOpening' }
  }
  if (!isDue)
    return obstacleOf(facts) ?? afterOthers(facts, closableSince, { action: 'close', reason: 'queueOrKeysWait' })
  return obstacleOf(facts) ?? afterOthers(facts, request.dueAt, { action: 'close', reason: 'requestDue' })
}

const afterOthers = ({ now, standbySeconds }: RoundFacts, since: number, decision: RoundDecision): RoundDecision =>
  now >= since + standbySeconds ? decision : { action: 'wait', reason: 'standby' }

/**
 * What a matcher does next. Anyone may close and expire; a round is closed only by who could settle it, and an overdue one
 * is expired by whoever sees it.
 */
export const decideRound = (facts: RoundFacts): RoundDecision => {
  if (facts.isFrozen) return { action: 'wait', reason: 'frozen' }
  return facts.round.isClosed ? decideClosed(facts) : decideOpen(facts)
}

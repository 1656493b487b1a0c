import { describe, expect, it } from 'vitest'
import { decideRound, type RoundFacts } from './decideRound.ts'

const WINDOW = 100
const CLOSED_AT = 1_000
/** Nothing waits, and nothing is in the way. */
const IDLE: RoundFacts = {
  now: 2_000,
  isFrozen: false,
  round: { isClosed: false, closedAt: CLOSED_AT, hasRequest: false },
  request: undefined,
  refusal: 'NothingToSettle',
  settlementWindow: WINDOW,
  closableSince: undefined,
  price: 'missing',
  isActive: true,
  hasKeys: true,
  isOpeningKeys: false,
  standbySeconds: 0,
}
const CLOSED = { ...IDLE, now: CLOSED_AT, round: { isClosed: true, closedAt: CLOSED_AT, hasRequest: false } }
const WITH_REQUEST: RoundFacts = {
  ...CLOSED,
  round: { ...CLOSED.round, hasRequest: true },
  request: { dueAt: 900, deadline: 1_500 },
}
const CLOSABLE: RoundFacts = { ...IDLE, refusal: undefined, closableSince: IDLE.now }
const DUE: RoundFacts = { ...CLOSABLE, request: { dueAt: IDLE.now, deadline: IDLE.now + 50 } }

const decided = (facts: RoundFacts, change: Partial<RoundFacts> = {}) => {
  const { action, reason } = decideRound({ ...facts, ...change })
  return `${action}: ${reason}`
}

describe('decideRound', () => {
  it.each([
    ['nothing waits', IDLE, {}, 'wait: idle'],
    ['it is too early', IDLE, { refusal: 'TooEarlyToClose' }, 'wait: idle'],
    ['a request waits for its time', IDLE, { request: { dueAt: 2_001, deadline: 2_100 } }, 'wait: idle'],
    ['the pool is frozen', DUE, { isFrozen: true }, 'wait: frozen'],
    ['the pool is frozen with a round closed', WITH_REQUEST, { isFrozen: true }, 'wait: frozen'],

    ['the queue or keys wait', CLOSABLE, {}, 'close: queueOrKeysWait'],
    ['a request is due', DUE, {}, 'close: requestDue'],
    ['a request is due that the paused pool would not match', DUE, { refusal: 'NothingToSettle' }, 'wait: idle'],
    ['a round is due, and the keys are not there', DUE, { hasKeys: false }, 'wait: keysMissing'],
    ['a round is due, and the enclave does not count', DUE, { isActive: false }, 'wait: inactive'],
    ['the queue waits, and the keys are not there', CLOSABLE, { hasKeys: false }, 'wait: keysMissing'],
    ['the queue waits, and the enclave does not count', CLOSABLE, { isActive: false }, 'wait: inactive'],
    ['nothing waits, and the enclave does not count', IDLE, { isActive: false, hasKeys: false }, 'wait: idle'],

    ['a new key is being opened', CLOSABLE, { isOpeningKeys: true }, 'wait: keysOpening'],
    ['it still is after a window', CLOSABLE, { isOpeningKeys: true, now: 2_100 }, 'close: queueOrKeysWait'],
    ['it is, and a request is due', DUE, { isOpeningKeys: true }, 'close: requestDue'],
    ['it is, and others closed', CLOSED, { isOpeningKeys: true, now: CLOSED_AT + 24 }, 'wait: keysOpening'],
    [
      'it still is when proving has to begin',
      CLOSED,
      { isOpeningKeys: true, now: CLOSED_AT + 25 },
      'settle: nothingToPrice',
    ],

    ['a request is in its last second', DUE, { now: 2_050 }, 'close: requestDue'],
    ['a request is overdue', DUE, { now: 2_051, refusal: 'RequestOverdue' }, 'expire: requestOverdue'],
    [
      'the same, and nobody here can settle',
      DUE,
      { now: 2_051, hasKeys: false, isActive: false },
      'expire: requestOverdue',
    ],

    ['a round without a request is closed', CLOSED, {}, 'settle: nothingToPrice'],
    ['a round with a request is closed', WITH_REQUEST, {}, 'wait: priceMissing'],
    ['its price came', WITH_REQUEST, { price: 'known' }, 'settle: priced'],
    ['no price will do', WITH_REQUEST, { price: 'impossible' }, 'wait: priceImpossible'],
    ['it is priced, and the keys are not there', WITH_REQUEST, { price: 'known', hasKeys: false }, 'wait: keysMissing'],
    [
      'it is priced, and the enclave does not count',
      WITH_REQUEST,
      { price: 'known', isActive: false },
      'wait: inactive',
    ],
    ['a closed round is in its last second', CLOSED, { now: CLOSED_AT + WINDOW }, 'settle: nothingToPrice'],
    ['a closed round is overdue', CLOSED, { now: CLOSED_AT + WINDOW + 1 }, 'expire: roundOverdue'],
    [
      'the same without price, keys or registration',
      WITH_REQUEST,
      { now: 1_101, hasKeys: false, isActive: false },
      'expire: roundOverdue',
    ],
  ] as [string, RoundFacts, Partial<RoundFacts>, string][])('when %s', (_when, facts, change, wanted) => {
    expect(decided(facts, change)).toBe(wanted)
  })

  describe('as a standby', () => {
    const STANDBY = 30
    it.each([
      ['closes for the queue', CLOSABLE, {}, IDLE.now, 'close: queueOrKeysWait'],
      ['closes for a request', DUE, {}, IDLE.now, 'close: requestDue'],
      ['settles', CLOSED, {}, CLOSED_AT, 'settle: nothingToPrice'],
      ['settles what is priced', WITH_REQUEST, { price: 'known' }, CLOSED_AT, 'settle: priced'],
      ['expires a round', CLOSED, {}, CLOSED_AT + WINDOW + 1, 'expire: roundOverdue'],
      ['expires a request', DUE, { refusal: 'RequestOverdue' }, 2_051, 'expire: requestOverdue'],
    ] as [string, RoundFacts, Partial<RoundFacts>, number, string][])(
      '%s so much later, and not a second before',
      (_what, facts, change, since, wanted) => {
        const at = (now: number) => decided(facts, { ...change, now, standbySeconds: STANDBY })
        expect(at(since)).toBe('wait: standby')
        expect(at(since + STANDBY - 1)).toBe('wait: standby')
        expect(at(since + STANDBY)).toBe(wanted)
      },
    )
  })

  /** All combinations of all values, one of each list. */
  const combine = <T extends Record<string, readonly unknown[]>>(lists: T) =>
    Object.entries(lists).reduce<Record<string, unknown>[]>(
      (found, [key, values]) => found.flatMap((facts) => values.map((value) => ({ ...facts, [key]: value }))),
      [{}],
    ) as { [Key in keyof T]: T[Key][number] }[]

  /** What the pool would take, and this enclave could do, now. */
  const findPossible = ({ now, isFrozen, round, request, refusal, price, isActive, hasKeys }: RoundFacts) => {
    const { isClosed, closedAt, hasRequest } = round
    const isOver = isClosed ? now > closedAt + WINDOW : request !== undefined && now > request.deadline
    if (isFrozen) return 'wait'
    if (isOver) return 'expire'
    if (!isActive || !hasKeys) return 'wait'
    if (isClosed) return !hasRequest || price === 'known' ? 'settle' : 'wait'
    return refusal === undefined ? 'close' : 'wait'
  }

  it('does what is possible and nothing else, whatever the facts', () => {
    const either = [true, false] as const
    const all = combine({
      now: [1_000, 1_100, 1_101, 1_500, 1_501],
      isFrozen: either,
      isClosed: either,
      hasRequest: either,
      request: [undefined, { dueAt: 900, deadline: 1_500 }, { dueAt: 1_101, deadline: 1_500 }],
      refusal: [undefined, 'NothingToSettle'],
      price: ['known', 'missing', 'impossible'] as const,
      isActive: either,
      hasKeys: either,
      standbySeconds: [0, 5],
    })
    expect(all).toHaveLength(5 * 3 * 3 * 2 ** 7)
    for (const { isClosed, hasRequest, ...rest } of all) {
      const round = { isClosed, closedAt: CLOSED_AT, hasRequest }
      const known = { settlementWindow: WINDOW, closableSince: rest.now, isOpeningKeys: false }
      const facts: RoundFacts = { ...rest, ...known, round }
      const decision = decideRound(facts)
      const possible = findPossible(facts)
      if (decision.reason === 'standby')
        expect([facts.standbySeconds, possible]).toEqual([5, expect.not.stringMatching('wait')])
      else expect(decision.action, JSON.stringify(facts)).toBe(possible)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { makePoolEvent, makeSettledRequest, NOW } from '../../test/offchain/poolSight.ts'
import {
  computeCoverCost,
  DOCUMENTED_GAS,
  isCoverCapReached,
  MONTH_SECONDS,
  measureGas,
  monthlyCost,
  requestCost,
  spentSince,
} from './coverCost.ts'

const GAS = { request: 7n, close: 2n, settlement: 30n, deposit: 5n }
const DAILY = { requestInterval: 86_400, depositInterval: 7 * 86_400, roundsPerRequest: 3 }

describe('what cover costs', () => {
  it('is every request with all its rounds, and the deposits, at one fee', () => {
    expect(requestCost(GAS, 3, 10n)).toBe((7n + 3n * 32n) * 10n)
    // 30 requests, and a fifth deposit that begins within the month.
    expect(monthlyCost(GAS, DAILY, 10n)).toBe(30n * 1_030n + 5n * 50n)
  })

  it('is measured by medians that one strange transaction does not move', () => {
    const used = [100n, 300n, 9_000_000n].map((gasUsed, block) =>
      makePoolEvent({ kind: 'deposited' }, block, { gasUsed }),
    )
    expect(measureGas(used)).toEqual({ ...DOCUMENTED_GAS, deposit: 300n })
    expect(measureGas([])).toEqual(DOCUMENTED_GAS)
  })

  it('counts a transaction once, and none from before', () => {
    const events = makeSettledRequest(1, 1)
    const transactions = new Set(events.map(({ txHash }) => txHash))
    expect(transactions.size).toBe(events.length - 1)
    const price = 10n ** 19n
    const gas = [1, 3, 4, 5, 6, 7, 8].reduce((sum, block) => sum + 100_000n + BigInt(block), 0n)
    expect(spentSince(events, 0)).toBe(gas * price)
    expect(spentSince(events, NOW + 12 * 8)).toBe(100_008n * price)
    const matcher = makePoolEvent({ kind: 'matcherRegistered', signer: '0x01' }, 50)
    expect(spentSince([...events, matcher], 0)).toBe(gas * price)
  })

  it('counts of what anybody may send no more than twice its need, at no more than a fair price', () => {
    const baseFee = 10n ** 9n
    const strange = { gasUsed: 16_000_000n, gasPrice: 10n ** 15n, baseFee }
    const fair = baseFee + 2n * 10n ** 9n
    const close = makePoolEvent({ kind: 'closed', requestId: 1, round: 11 }, 3, strange)
    const settlement = makePoolEvent({ kind: 'continued', requestId: 1, settledRounds: 3 }, 4, strange)
    const end = makePoolEvent({ kind: 'ended', requestId: 1, status: 'expired' }, 5, strange)
    expect(spentSince([close], 0)).toBe(2n * DOCUMENTED_GAS.close * fair)
    expect(spentSince([settlement], 0)).toBe(2n * DOCUMENTED_GAS.settlement * fair)
    expect(spentSince([end], 0)).toBe(2n * DOCUMENTED_GAS.close * fair)
    // Of one transaction its dearest part, in whatever order.
    const bundle = [close, { ...settlement, txHash: close.txHash }]
    for (const events of [bundle, bundle.toReversed()]) expect(spentSince(events, 0)).toBe(spentSince([settlement], 0))
    // Nor does what the next one is expected to cost.
    expect(measureGas([close, settlement])).toEqual({
      ...DOCUMENTED_GAS,
      close: 2n * DOCUMENTED_GAS.close,
      settlement: 2n * DOCUMENTED_GAS.settlement,
    })
    // What only the agent sends cost what it cost.
    for (const fact of [{ kind: 'sent', requestId: 1, epoch: 5 }, { kind: 'deposited' }] as const) {
      expect(spentSince([makePoolEvent(fact, 1, strange)], 0)).toBe(16_000_000n * 10n ** 15n)
    }
    // What was cheaper counts as it was.
    const cheap = makePoolEvent({ kind: 'closed', requestId: 1, round: 11 }, 3, {
      gasUsed: 60_000n,
      gasPrice: 7n,
      baseFee,
    })
    expect(spentSince([cheap], 0)).toBe(60_000n * 7n)
  })

  it('reaches its cap with the request that would go beyond it, and never without one', () => {
    const events = makeSettledRequest(1, 1)
    const parameters = { events, schedule: DAILY, fee: 3n, now: NOW + MONTH_SECONDS, cap: undefined }
    const cost = computeCoverCost(parameters)
    expect(isCoverCapReached(cost)).toBe(false)
    const cap = cost.spent + cost.nextRequest
    expect(isCoverCapReached({ ...cost, cap })).toBe(false)
    expect(isCoverCapReached({ ...cost, cap: cap - 1n })).toBe(true)
    expect(computeCoverCost({ ...parameters, now: NOW + MONTH_SECONDS + 200 }).spent).toBe(0n)
  })
})

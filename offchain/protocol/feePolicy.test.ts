import { parseGwei } from 'viem'
import { describe, expect, it } from 'vitest'
import { decideReplacement, type Fees, outbidFees, type ReplacementFacts } from './feePolicy.ts'
import { seededRandom } from './seededRandom.ts'

const gwei = (max: string, priority: string): Fees => ({
  maxFeePerGas: parseGwei(max),
  maxPriorityFeePerGas: parseGwei(priority),
})

const FACTS: ReplacementFacts = {
  signedAt: 1_000,
  now: 1_060,
  replaceAfterSeconds: 60,
  waiting: gwei('10', '1'),
  current: gwei('20', '1'),
  cap: parseGwei('500'),
}

const random = seededRandom(11)
const anyFees = (): Fees => {
  const maxFeePerGas = random.magnitude(10n ** 12n)
  return { maxFeePerGas, maxPriorityFeePerGas: random.below(maxFeePerGas + 1n) }
}
const anyFacts = (): ReplacementFacts => ({
  signedAt: 1_000,
  now: 1_000 + Number(random.magnitude(1_000n)),
  replaceAfterSeconds: Number(random.magnitude(100n)),
  waiting: anyFees(),
  current: anyFees(),
  cap: random.magnitude(10n ** 12n),
})
const manyFacts = Array.from({ length: 3_000 }, anyFacts)

/** At least 12.5 % more and more at all, the strictest rule of any client. */
const isValidBump = (fee: bigint, before: bigint) => fee > before && fee * 8n >= before * 9n

describe('outbidFees', () => {
  it("are today's fees when nothing was signed before", () => {
    expect(outbidFees(FACTS.current, [])).toEqual(FACTS.current)
  })

  it('outbid every earlier transaction on both fields, and are never below today', () => {
    for (let run = 0; run < 1_000; run++) {
      const current = anyFees()
      const earlier = [anyFees(), anyFees(), anyFees()]
      const fees = outbidFees(current, earlier)
      expect(fees.maxFeePerGas).toBeGreaterThanOrEqual(current.maxFeePerGas)
      expect(fees.maxPriorityFeePerGas).toBeGreaterThanOrEqual(current.maxPriorityFeePerGas)
      expect(fees.maxPriorityFeePerGas).toBeLessThanOrEqual(fees.maxFeePerGas)
      for (const signed of earlier) {
        expect(isValidBump(fees.maxFeePerGas, signed.maxFeePerGas)).toBe(true)
        expect(isValidBump(fees.maxPriorityFeePerGas, signed.maxPriorityFeePerGas)).toBe(true)
      }
    }
  })
})

describe('decideReplacement', () => {
  const replace = (max: bigint, priority: bigint) => ({
    action: 'replace',
    fees: { maxFeePerGas: max, maxPriorityFeePerGas: priority },
  })
  const bumpedTip = parseGwei('1.25') + 1n

  it.each<[string, Partial<ReplacementFacts>, ReturnType<typeof decideReplacement> | ReturnType<typeof replace>]>([
    ['waits a second before the time is up', { now: 1_059 }, { action: 'wait' }],
    ["pays today's fees when the time is up", {}, replace(parseGwei('20'), bumpedTip)],
    [
      'pays the bump when today asks for less',
      { current: gwei('10.1', '1') },
      replace(parseGwei('12.5') + 1n, bumpedTip),
    ],
    [
      'raises the tip when only the tip is too low',
      { current: gwei('9', '3') },
      replace(parseGwei('12.5') + 1n, parseGwei('3')),
    ],
    ['waits while its fees are what today asks for', { current: FACTS.waiting, now: 1_299 }, { action: 'wait' }],
    ['but not for ever', { current: FACTS.waiting, now: 1_300 }, replace(parseGwei('12.5') + 1n, bumpedTip)],
    ['pays up to the cap when today asks for more', { cap: parseGwei('15') }, replace(parseGwei('15'), bumpedTip)],
    ['is capped when the cap is just below the bump', { cap: parseGwei('12.5') }, { action: 'capped' }],
    ['pays a bump that is just the cap', { cap: parseGwei('12.5') + 1n }, replace(parseGwei('12.5') + 1n, bumpedTip)],
    ['waits although it is capped before the time is up', { cap: 1n, now: 1_059 }, { action: 'wait' }],
    ['waits when the clock went back', { now: 900 }, { action: 'wait' }],
  ])('%s', (_what, change, expected) => {
    expect(decideReplacement({ ...FACTS, ...change })).toEqual(expected)
  })

  it('never pays more than the cap, and always what every node takes for a replacement', () => {
    let replaced = 0
    for (const facts of manyFacts) {
      const decision = decideReplacement(facts)
      if (decision.action !== 'replace') continue
      replaced++
      const { fees } = decision
      expect(fees.maxFeePerGas).toBeLessThanOrEqual(facts.cap)
      expect(fees.maxPriorityFeePerGas).toBeLessThanOrEqual(fees.maxFeePerGas)
      expect(isValidBump(fees.maxFeePerGas, facts.waiting.maxFeePerGas)).toBe(true)
      expect(isValidBump(fees.maxPriorityFeePerGas, facts.waiting.maxPriorityFeePerGas)).toBe(true)
    }
    expect(replaced).toBeGreaterThan(300)
  })

  it('is capped only when the cap leaves no room for a replacement', () => {
    for (const facts of manyFacts) {
      if (decideReplacement(facts).action !== 'capped') continue
      expect(facts.cap * 4n).toBeLessThan(facts.waiting.maxFeePerGas * 5n + 4n)
    }
  })

  it('never takes back a decision as time passes', () => {
    for (const facts of manyFacts) {
      const decision = decideReplacement(facts)
      const later = { ...facts, now: facts.now + Number(random.magnitude(1_000n)) }
      if (decision.action !== 'wait') expect(decideReplacement(later)).toEqual(decision)
    }
  })

  it('never pays less under a higher cap or at higher prices', () => {
    for (const facts of manyFacts) {
      const decision = decideReplacement(facts)
      if (decision.action !== 'replace') continue
      const dearer: Fees = {
        maxFeePerGas: facts.current.maxFeePerGas + random.magnitude(10n ** 11n),
        maxPriorityFeePerGas: facts.current.maxPriorityFeePerGas,
      }
      for (const change of [{ cap: facts.cap + random.magnitude(10n ** 11n) }, { current: dearer }]) {
        const other = decideReplacement({ ...facts, ...change })
        if (other.action !== 'replace') expect.fail(`${other.action} instead of a replacement`)
        expect(other.fees.maxFeePerGas).toBeGreaterThanOrEqual(decision.fees.maxFeePerGas)
        expect(other.fees.maxPriorityFeePerGas).toBeGreaterThanOrEqual(decision.fees.maxPriorityFeePerGas)
      }
    }
  })

  it('reaches the cap in a bounded number of replacements, and stops there', () => {
    let waiting = gwei('1', '1')
    let replacements = 0
    for (;;) {
      const decision = decideReplacement({ ...FACTS, waiting, current: gwei('1000', '1000') })
      if (decision.action !== 'replace') {
        expect(decision).toEqual({ action: 'capped' })
        break
      }
      waiting = decision.fees
      replacements++
    }
    expect(waiting.maxFeePerGas).toBe(FACTS.cap)
    expect(replacements).toBe(1)
  })
})

import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { runPoolSuite } from './runPoolSuite.ts'
import { summarisePool } from './summarisePool.ts'

const isDeep = process.env.TEST_DEEP !== undefined
/** Its rounds are short ones: a reorganisation, two dead matchers, a dead maker. */
const seed = isDeep ? randomInt(100_000) : 9_712
/** What a test run spends on the pool's chaos, its world included; `npm run chaos:pool` has no such bound. Milliseconds. */
const BUDGET_MS = isDeep ? 20 * 60_000 : 20_000
/** However busy the machine is; the one that opens the pool is one of them. */
const LEAST_ROUNDS = 3
/** A round may wait for a request's whole life, and for windows to pass. */
const LONGEST_ROUNDS_MS = 240_000

describe('chaos of the dark pool', () => {
  it(
    `ends every round once and keeps the ledger, whatever breaks (seed ${seed})`,
    async () => {
      const lines: string[] = []
      const results = await runPoolSuite({
        rounds: isDeep ? 100 : 4,
        seed,
        budgetMs: BUDGET_MS,
        leastRounds: LEAST_ROUNDS,
        say: (line) => void lines.push(line),
      })
      console.log(`${summarisePool(results)}\nseed ${seed}: npm run chaos:pool -- --seed ${seed}`)
      expect(results.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`))).toEqual([])
      expect(results.length).toBeGreaterThanOrEqual(LEAST_ROUNDS)
    },
    BUDGET_MS + LONGEST_ROUNDS_MS,
  )
})

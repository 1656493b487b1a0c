import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { runSuite } from './runSuite.ts'
import { formatTable, summarise } from './summarise.ts'

const isDeep = process.env.TEST_DEEP !== undefined
const seed = isDeep ? randomInt(100_000) : 1
/** What a test run spends on chaos; `npm run chaos` has no such bound. Milliseconds. */
const BUDGET_MS = isDeep ? 20 * 60_000 : 30_000
/** However busy the machine is. */
const LEAST_ROUNDS = 8

describe('chaos', () => {
  it(
    `heals exactly once, keeps true books and cries no wolf, whatever breaks (seed ${seed})`,
    async () => {
      const lines: string[] = []
      const say = (line: string) => void lines.push(line)
      const results = await runSuite({
        rounds: isDeep ? 300 : 30,
        seed,
        workers: 2,
        budgetMs: BUDGET_MS,
        leastRounds: LEAST_ROUNDS,
        say,
      })
      console.log(`${formatTable(summarise(results))}\nseed ${seed}: npm run chaos -- --seed ${seed}`)
      const skipped = new Set(results.flatMap((result) => result.skipped ?? []))
      for (const reason of skipped) console.warn(`SKIPPED: ${reason}`)
      expect(results.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`))).toEqual([])
      expect(results.length).toBeGreaterThanOrEqual(LEAST_ROUNDS)
    },
    BUDGET_MS + 240_000,
  )
})

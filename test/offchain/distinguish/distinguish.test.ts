import { afterAll, describe, expect, it } from 'vitest'
import { createLog } from '../../../offchain/log.ts'
import { createTestShutdown } from '../testShutdown.ts'
import { describeArea, describeJudgement } from './describeJudgement.ts'
import { distinguish, FOUND_AUC } from './distinguish.ts'
import { isHidden } from './isHidden.ts'
import { PLANTED_TELLS } from './tells/plantTells.ts'

const isDeep = process.env.TEST_DEEP !== undefined
/**
 * Proofs take a second each, three to a run, so that even the deep test proves every fourth run only: a hundred runs show what
 * can be told by proofs and by their times, and the circuit is the same for every order.
 */
const SIZE = isDeep ? { runs: 400, proven: 100 } : { runs: 60, proven: 0 }
const TIMEOUT_MS = isDeep ? 3_600_000 : 240_000

const shutdown = createTestShutdown()
afterAll(() => shutdown.run())

describe(`${SIZE.runs} requests, half of them empty`, () => {
  it(
    'cannot be told apart in public, unless a mistake gives them away',
    async () => {
      const log = createLog({ name: 'distinguish', level: 'error' })
      const { path, repeated, withFlows, withProofs, tells } = await distinguish({
        ...SIZE,
        seed: 20261122,
        log,
        shutdown,
      })
      console.info(`pool path alone: ${describeJudgement(path)}`)
      console.info(`with small heals and maker flows: ${describeJudgement(withFlows)}`)
      if (repeated) console.info(`pool path alone, played again: ${describeJudgement(repeated)}`)
      if (withProofs) console.info(`real proofs alone: ${describeJudgement(withProofs)}`)
      for (const { name, area } of tells) console.info(`planted, ${name}: ${describeArea(area)}`)

      expect(path).toMatchObject({ runs: SIZE.runs, real: SIZE.runs / 2 })
      expect(withFlows).toMatchObject({ runs: SIZE.runs, real: SIZE.runs / 2 })
      // Something to look at: every ciphertext, and every byte of three settlements.
      expect(path.features).toBeGreaterThan(300)
      expect(path.byte.positions).toBeGreaterThan(20_000)
      expect(isHidden(repeated ?? path), describeJudgement(repeated ?? path)).toBe(true)
      expect(tells.map(({ name }) => name)).toEqual(PLANTED_TELLS.map(({ name }) => name))
      for (const { name, area, real } of tells) {
        expect(real, name).toBeGreaterThanOrEqual(5)
        expect(area.auc, name).toBeGreaterThan(FOUND_AUC)
      }
      expect(withProofs !== undefined).toBe(isDeep)
    },
    TIMEOUT_MS,
  )
})

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seededRandom.ts'
import { lowBits } from './lowBits.ts'

describe('lowBits', () => {
  it('is what BigInt.asUintN is where that can be relied on', () => {
    const random = seededRandom(3)
    for (let run = 0; run < 500; run++) {
      const [value, bits] = [random.magnitude(2n ** 254n), random.below(255n)]
      expect(lowBits(value, bits)).toBe(BigInt.asUintN(Number(bits), value))
    }
  })

  it('takes its place in all that the guest runs', () => {
    const folders = ['offchain/protocol/*.ts', 'workflow/*.ts']
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    const lines = execFileSync('git', ['grep', '--untracked', '-nE', 'BigInt\\.as(Ui|I)ntN', '--', ...folders], {
      cwd: root,
      encoding: 'utf8',
    })
    // Here, where it is explained and compared with.
    expect(lines.split('\n').filter((line) => line && !line.includes('/lowBits.'))).toEqual([])
  })
})

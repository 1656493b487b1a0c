import { describe, expect, it } from 'vitest'
import { scanFeature } from '../statistics/scanFeature.ts'
import { drawRuns, nextEpochOf } from './drawRun.ts'

const draws = drawRuns(2_000, 7)
const labels = draws.map(({ isReal }) => isReal)

describe('drawRuns', () => {
  it('draws as many real orders as empty ones, and the same ones from the same seed', () => {
    expect(labels.filter(Boolean)).toHaveLength(1_000)
    expect(draws.every(({ isReal, order }) => isReal === order.deficit > 0n)).toBe(true)
    expect(drawRuns(20, 3).map(({ order }) => order)).toEqual(drawRuns(20, 3).map(({ order }) => order))
    expect(drawRuns(20, 3).map(({ order }) => order)).not.toEqual(drawRuns(20, 4).map(({ order }) => order))
  })

  it.each([
    ['who quotes', ({ quotes }: (typeof draws)[number]) => quotes.filter(Boolean).length],
    ['sizes', ({ quotes }: (typeof draws)[number]) => Number(quotes[0]?.size ?? 0)],
    ['premiums', ({ quotes }: (typeof draws)[number]) => Number(quotes[2]?.premiumBps ?? 0)],
    ['the next order', ({ nextOrder }: (typeof draws)[number]) => Number(nextOrder.deficit)],
    ['the epoch', ({ epoch }: (typeof draws)[number]) => Number(epoch)],
  ])('draws %s alike for both', (_, numberOf) => {
    expect(scanFeature(draws.map(numberOf), labels).p).toBeGreaterThan(0.001)
  })

  it('uses no epoch twice', () => {
    const epochs = draws.flatMap((draw) => [draw.epoch, nextEpochOf(draw)])
    expect(new Set(epochs).size).toBe(epochs.length)
  })
})

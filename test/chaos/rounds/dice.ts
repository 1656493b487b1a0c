import { seededRandom } from '../../../offchain/protocol/seededRandom.ts'

/** Every choice of a round; the same seed makes the same choices. */
export type Dice = {
  /** From `least` to `most`, both included. */
  between(least: number, most: number): number
  pick<T>(choices: readonly T[]): T
  /** True in `percent` of the throws. */
  chance(percent: number): boolean
  shuffle<T>(items: readonly T[]): T[]
}

/** Dice that are loaded with `seed`. */
export const createDice = (seed: number): Dice => {
  const random = seededRandom(seed)
  const between = (least: number, most: number) => least + Number(random.below(BigInt(most - least + 1)))
  return {
    between,
    pick: <T>(choices: readonly T[]) => choices[between(0, choices.length - 1)] as T,
    chance: (percent) => between(1, 100) <= percent,
    shuffle<T>(items: readonly T[]) {
      const shuffled = [...items]
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = between(0, last)
        const held = shuffled[last] as T
        shuffled[last] = shuffled[other] as T
        shuffled[other] = held
      }
      return shuffled
    },
  }
}

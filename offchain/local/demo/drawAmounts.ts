import { bytesToBigInt, keccak256, stringToBytes } from 'viem'
import type { MakerPlan } from '../makers/startMakers.ts'
import { LOCAL_ACCOUNTS } from '../stack/accounts.ts'

const WBTC = 100_000_000n

/** A whole number of the range, both ends included. */
type Draw = (least: bigint, most: bigint) => bigint

/** Numbers that follow from the seed alone. */
const createDraw = (seed: string): Draw => {
  let drawn = 0
  return (least, most) => {
    drawn += 1
    const word = bytesToBigInt(keccak256(stringToBytes(`${seed} ${drawn}`), 'bytes'))
    return least + (word % (most - least + 1n))
  }
}

/** What a run of the demo is about: WBTC base units. */
export type DrawnAmounts = {
  /** What is missing up to the healing target when the books fall short: beyond the tier boundary, and still solvent. */
  deficit: bigint
  /** By how much the reserve is below all that it owes when the books get worse. */
  belowOwed: bigint
  plans: readonly MakerPlan[]
}

/**
 * Draws the amounts of a run, so that nothing is tuned to one number. `ample` makers together always offer more than the
 * deficit, in the rounds of one request; others never half of it.
 */
export const drawAmounts = (seed: string, { ample }: { ample: boolean }): DrawnAmounts => {
  const draw = createDraw(seed)
  const [least, most] = ample ? [340n * WBTC, 470n * WBTC] : [60n * WBTC, 90n * WBTC]
  return {
    deficit: draw(580n * WBTC, 860n * WBTC),
    belowOwed: draw(400n * WBTC, 700n * WBTC),
    plans: LOCAL_ACCOUNTS.makers.map((account, index) => ({
      ...{ name: `maker ${'ABC'[index]}`, account },
      inventory: draw(least, most),
      shareBps: Number(draw(9_200n, 9_900n)),
      basePremiumBps: Number(draw(20n, 230n)),
      slopeBps: Number(draw(10n, 60n)),
    })),
  }
}

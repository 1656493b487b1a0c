import { adjustmentNegatives } from './adjustmentNegatives.ts'
import { clearingNegatives } from './clearingNegatives.ts'
import { messageNegatives } from './messageNegatives.ts'
import type { Negative } from './negative.ts'
import { outcomeNegatives } from './outcomeNegatives.ts'
import { stampNegatives } from './stampNegatives.ts'
import { stateNegatives } from './stateNegatives.ts'
import { tableNegatives } from './tableNegatives.ts'
import { typeNegatives } from './typeNegatives.ts'

/** All that a dishonest prover tries. */
export const negatives: readonly Negative[] = [
  ...tableNegatives,
  ...stateNegatives,
  ...adjustmentNegatives,
  ...messageNegatives,
  ...stampNegatives,
  ...clearingNegatives,
  ...outcomeNegatives,
  ...typeNegatives,
]

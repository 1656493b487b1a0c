import { KitError } from '../../errors.ts'
import { IGNITION_G2 } from '../srs/ignition.ts'
import type { G2Words } from '../srs/srs.ts'

/** Puts another SRS's words in the place of Ignition's, which Barretenberg compiles into every verifier. */
export const exchangeG2 = (verifier: string, g2: G2Words): string => {
  let exchanged = verifier
  for (const [i, word] of IGNITION_G2.entries()) {
    const parts = exchanged.split(word)
    if (parts.length !== 2) {
      throw new KitError(
        `Ignition's 0x${word.slice(0, 8)}... occurs ${parts.length - 1} times in the verifier, wanted once`,
      )
    }
    exchanged = parts.join(g2[i])
  }
  return exchanged
}

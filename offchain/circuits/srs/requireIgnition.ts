import { KitError } from '../../errors.ts'
import { IGNITION_G2 } from './ignition.ts'
import type { Srs } from './srs.ts'

/** Refuses an SRS whose secret is not that of Aztec's ceremony, by its point of G2. */
export const requireIgnition = ({ folder, g2 }: Srs): void => {
  const other = IGNITION_G2.findIndex((word, i) => word !== g2[i])
  if (other < 0) return
  throw new KitError(
    `the SRS in ${folder} is not Ignition's: word ${other} of its G2 point is 0x${g2[other]}, wanted 0x${IGNITION_G2[other]}`,
  )
}

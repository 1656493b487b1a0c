import type { ReserveStatus } from '../../chain/readReserveState.ts'
import { KitError } from '../../errors.ts'

const SIGN: Record<ReserveStatus, string> = { UNKNOWN: '.', SOLVENT: '=', INSOLVENT: '!' }
const WIDTH = 60

/** The statuses as one line of at most {@link WIDTH} signs: of the blocks that share a sign, the worst shows. */
export const statusStrip = (statuses: readonly ReserveStatus[]): string => {
  const perSign = Math.max(1, Math.ceil(statuses.length / WIDTH))
  const signs: string[] = []
  for (let at = 0; at < statuses.length; at += perSign) {
    const shared = statuses.slice(at, at + perSign)
    const worst = (['INSOLVENT', 'UNKNOWN', 'SOLVENT'] as const).find((status) => shared.includes(status))
    signs.push(SIGN[worst ?? 'UNKNOWN'])
  }
  return signs.join('')
}

/** How many blocks there are from the first solvent one on; all of them have to be solvent. */
export const requireSolventThroughout = (statuses: readonly ReserveStatus[]): number => {
  const since = statuses.indexOf('SOLVENT')
  const after = since < 0 ? [] : statuses.slice(since)
  const turned = after.findIndex((status) => status !== 'SOLVENT')
  if (after.length === 0) throw new KitError('the status never was SOLVENT')
  if (turned >= 0) throw new KitError(`the status turned ${after[turned]}, ${turned} blocks after it was SOLVENT`)
  return after.length
}

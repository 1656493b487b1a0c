import { type Address, hexToBytes } from 'viem'
import type { PublicRun } from '../runs/publicRun.ts'
import { scanFeature } from '../statistics/scanFeature.ts'
import { rolesOf } from './rolesOf.ts'

/** What the byte tells that tells most. */
export type ByteScan = {
  positions: number
  place: string
  auc: number
  /** After Bonferroni: how often chance alone would bring any of all positions as far. */
  p: number
}

/** The rank test of every single byte of the settlements' calldata, their proofs included. */
export const scanBytes = (runs: readonly PublicRun[], labels: readonly boolean[], pool: Address): ByteScan => {
  const settlements = runs.map((run) =>
    rolesOf(run, pool)
      .filter(({ kind }) => kind === 'settle')
      .map(({ transaction }) => hexToBytes(transaction.data)),
  )
  let best = { place: 'none', auc: 0.5, p: 1 }
  let positions = 0
  const rounds = Math.min(...settlements.map((calls) => calls.length))
  for (let round = 0; round < rounds; round++) {
    const calls = settlements.map((all) => all[round] as Uint8Array)
    const length = Math.min(...calls.map((call) => call.length))
    for (let at = 0; at < length; at++) {
      const values = calls.map((call) => call[at] as number)
      if (values.every((value) => value === values[0])) continue
      positions += 1
      const { auc, p } = scanFeature(values, labels)
      if (p < best.p) best = { place: `settle ${round + 1}, byte ${at}`, auc, p }
    }
  }
  return { positions, ...best, p: Math.min(1, best.p * positions) }
}

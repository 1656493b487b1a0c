import { LOCAL_SETTINGS, type LocalSettings } from './localSettings.ts'

const BPS = 10_000n

export type OpeningBooks = {
  /** What the simulated custodian says at first; above what the chain says if the chain shows no surplus. */
  totalReserve: bigint
  /** What POST /toggle takes away: enough to be insolvent, little enough to be healed by a small order. */
  shortfall: bigint
}

/** Sizes the story to whatever the chain says, fixture or fork. All amounts in base units of the collateral. */
export const openingBooks = (
  onChain: { totalReserve: bigint; totalLiabilities: bigint },
  { workflow, openingSurplusBps, shortfallBelowThreshold }: LocalSettings = LOCAL_SETTINGS,
): OpeningBooks => {
  const owed = onChain.totalLiabilities + BigInt(workflow.mintCeiling)
  const healthy = owed + (owed * openingSurplusBps) / BPS
  const totalReserve = onChain.totalReserve > healthy ? onChain.totalReserve : healthy
  const threshold = (owed * BigInt(workflow.solvencyBps) + BPS - 1n) / BPS
  return { totalReserve, shortfall: totalReserve - threshold + shortfallBelowThreshold }
}

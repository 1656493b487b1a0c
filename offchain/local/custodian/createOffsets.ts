import type { Figures } from './readFigures.ts'

type Entry = Figures & { since: bigint; shortfallOn: boolean }

/** What the custodian adds to the chain's figures, in base units; may be negative. */
export type Offsets = {
  /** The offsets as of a time (Unix seconds of the chain): a change does not reach statements about the past. */
  at(timestamp: bigint): Figures & { shortfallOn: boolean }
  /** Takes the shortfall from the reserve, or gives it back. */
  toggle(now: bigint): void
  /** Chooses the offsets that make the given totals true; afterwards no toggled shortfall is left. */
  setTotals(now: bigint, chain: Figures, totals: Partial<Figures>): void
}

/** Offsets change only through `toggle` and `setTotals`; the latest entry counts for good. */
export const createOffsets = (shortfall: bigint): Offsets => {
  const none: Entry = { since: 0n, totalReserve: 0n, totalLiabilities: 0n, shortfallOn: false }
  const entries = [none]
  const at = (timestamp: bigint): Entry => entries.findLast(({ since }) => since <= timestamp) ?? none
  const latest = (): Entry => entries.at(-1) ?? none

  return {
    at,
    toggle: (now) => {
      const { totalReserve, shortfallOn } = latest()
      entries.push({
        ...latest(),
        since: now,
        totalReserve: shortfallOn ? totalReserve + shortfall : totalReserve - shortfall,
        shortfallOn: !shortfallOn,
      })
    },
    setTotals: (now, chain, totals) => {
      const { totalReserve, totalLiabilities, shortfallOn } = latest()
      entries.push({
        since: now,
        totalReserve: totals.totalReserve === undefined ? totalReserve : totals.totalReserve - chain.totalReserve,
        totalLiabilities:
          totals.totalLiabilities === undefined ? totalLiabilities : totals.totalLiabilities - chain.totalLiabilities,
        shortfallOn: totals.totalReserve === undefined ? shortfallOn : false,
      })
    },
  }
}

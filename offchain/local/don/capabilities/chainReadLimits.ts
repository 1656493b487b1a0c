import { KitError } from '../../../errors.ts'

/** Production's limits of what one execution reads from a chain: `ChainRead` of chainlink-common's cresettings, read 2026-11. */
export const CHAIN_READ_LIMITS = {
  /** CallLimit. */
  calls: 15,
  /** LogQueryBlockLimit: how far the last block of a query may be from its first. */
  logBlocks: 100n,
  /** PayloadSizeLimit: of the logs that come back, as protobuf. */
  logBytes: 5_000,
} as const

/** Counts the chain reads of one execution: throws at the one that production would refuse. */
export const createReadCounter = (): (() => void) => {
  let reads = 0
  return () => {
    reads += 1
    if (reads > CHAIN_READ_LIMITS.calls)
      throw new KitError(
        `evm: read ${reads} of one execution exceeds ChainRead.CallLimit, ${CHAIN_READ_LIMITS.calls}; read less`,
      )
  }
}

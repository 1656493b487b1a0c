import type { PublicClient } from 'viem'
import { isCanonical, type NamedBlock } from './isCanonical.ts'

/**
 * The newest of `checkpoints` (newest first) that is still part of the chain; undefined when none is. A block carries
 * its ancestors, so the search gallops back and then halves: few calls after a shallow reorganisation as after a deep one.
 */
export const findCommonBlock = async <T extends NamedBlock>(
  client: PublicClient,
  checkpoints: readonly T[],
): Promise<T | undefined> => {
  /** Everything before `low` is orphaned. */
  let low = 0
  let high = 0
  for (let step = 1; ; step *= 2) {
    const checkpoint = checkpoints[high]
    if (checkpoint && (await isCanonical(client, checkpoint))) break
    if (high >= checkpoints.length - 1) return undefined
    low = high + 1
    high = Math.min(high + step, checkpoints.length - 1)
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const checkpoint = checkpoints[middle]
    if (checkpoint && (await isCanonical(client, checkpoint))) high = middle
    else low = middle + 1
  }
  return checkpoints[high]
}

import type { Depth } from '../chain/readBlockAt.ts'
import { readBlockAt } from '../chain/readBlockAt.ts'
import type { BlockHeader } from '../chain/readHead.ts'
import { type ReserveState, readReserveState } from '../chain/readReserveState.ts'
import type { AgentContext } from './agentContext.ts'

/** The chain as of one block: two facts of one view never come from two histories. */
export type View = { block: BlockHeader; state: ReserveState }

/**
 * How far one pass sees: the newest block, which may be taken back, what is deep enough to be believed, and the number of
 * the newest block that the chain calls final.
 */
export type Sight = { head: BlockHeader; view: View; finalized: bigint }

/** The chain `depth` below `head`; undefined while it is shorter than that, or the contracts younger. */
export const readView = async (
  { client, attestation, treasury, startBlock }: AgentContext,
  head: BlockHeader,
  depth: Depth,
): Promise<View | undefined> => {
  const block = await readBlockAt(client, { head: head.number, depth })
  if (!block || block.number < startBlock) return undefined
  return { block, state: await readReserveState(client, { attestation, treasury, block }) }
}

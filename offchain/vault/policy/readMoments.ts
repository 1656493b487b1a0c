import { BlockNotFoundError, type PublicClient } from 'viem'
import { type Depth, readBlockAt } from '../../chain/readBlockAt.ts'
import { type BlockHeader, readHead } from '../../chain/readHead.ts'

/** Both ends of what is not settled yet. */
export type Moments = {
  /** Undefined while the chain has none that deep. */
  final: BlockHeader | undefined
  head: BlockHeader
}

/** Reads the newest block, and the one that counts as final. */
export const readMoments = async (client: PublicClient, depth: Depth): Promise<Moments> => {
  const head = await readHead(client)
  try {
    return { head, final: await readBlockAt(client, { head: head.number, depth }) }
  } catch (error) {
    if (!(error instanceof BlockNotFoundError)) throw error
    return { head, final: undefined }
  }
}

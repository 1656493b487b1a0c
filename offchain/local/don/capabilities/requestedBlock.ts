import type { VALUES_PB } from '@chainlink/cre-sdk/pb'
import { KitError } from '../../../errors.ts'
import { bigIntOf } from '../unwrapValue.ts'

type BlockTag = 'latest' | 'finalized' | 'safe'

// Negative block numbers are tags, as in go-ethereum's rpc package. Production takes these three, and not the pending one.
const BLOCK_TAGS = new Map<bigint, BlockTag>([
  [-2n, 'latest'],
  [-3n, 'finalized'],
  [-4n, 'safe'],
])

/** The block that a request names, as production reads it: nothing is the latest one, and zero is refused. */
export const requestedBlock = (
  given: VALUES_PB.BigInt | undefined,
): { blockTag: BlockTag } | { blockNumber: bigint } => {
  const block = given ? bigIntOf(given) : -2n
  if (block > 0n) return { blockNumber: block }
  const blockTag = BLOCK_TAGS.get(block)
  if (!blockTag) {
    throw new KitError(`evm: block number ${block} is not supported; use one above zero, latest, finalized or safe`)
  }
  return { blockTag }
}

import { KitError } from '../../errors.ts'
import type { ChainReader } from './readFigures.ts'

export type BlockTime = { number: bigint; timestamp: bigint }

const blockTime = async (client: ChainReader, blockNumber?: bigint): Promise<BlockTime> => {
  const { number, timestamp } = await client.getBlock(blockNumber === undefined ? {} : { blockNumber })
  if (number === null) throw new KitError('the node answered with a pending block', { retryable: true })
  return { number, timestamp }
}

/**
 * The block that was the head `lagSeconds` before the present one: the last block not younger than that. Never one
 * before `oldest`.
 */
export const headBefore = async (client: ChainReader, lagSeconds: number, oldest = 0n): Promise<BlockTime> => {
  const head = await blockTime(client)
  const then = head.timestamp - BigInt(lagSeconds)
  if (lagSeconds === 0 || head.number <= oldest) return head

  // Steps back of 1, 2, 4, ... blocks find an old enough block, then halving finds the last one.
  let young = head.number
  let old = head.number
  for (let step = 1n; old > oldest; step *= 2n) {
    young = old
    old = old - step > oldest ? old - step : oldest
    if ((await blockTime(client, old)).timestamp <= then) break
  }
  while (young - old > 1n) {
    const middle = (young + old) / 2n
    if ((await blockTime(client, middle)).timestamp <= then) old = middle
    else young = middle
  }
  return blockTime(client, old)
}

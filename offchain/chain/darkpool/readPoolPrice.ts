import type { Address, PublicClient } from 'viem'
import { PoolError } from '../../protocol/pool/poolError.ts'
import { poolPrice } from '../../protocol/pool/poolPrice.ts'
import type { TokenDecimals } from '../../protocol/reservePrice.ts'
import type { BlockHeader } from '../readHead.ts'
import { readPrices } from '../readPrices.ts'

export type ReadPoolPriceParameters = {
  /** A PoolPrices. */
  prices: Address
  decimals: TokenDecimals
  block: BlockHeader
}

/**
 * Payment per collateral with 8 decimals, of what the pool's feeds answered last: a settlement has the price of a later
 * round. Undefined while a feed answers nothing that could be a price.
 */
export const readPoolPrice = async (
  client: PublicClient,
  { prices, decimals, block }: ReadPoolPriceParameters,
): Promise<bigint | undefined> => {
  // A PoolPrices names its feeds as the treasury does.
  const answers = await readPrices(client, { treasury: prices, blockHash: block.hash })
  if (Object.values(answers).some(({ answer }) => answer <= 0n)) return undefined
  try {
    return poolPrice(answers, decimals)
  } catch (error) {
    if (error instanceof PoolError) return undefined
    throw error
  }
}

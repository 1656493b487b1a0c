import type { Address, PublicClient } from 'viem'
import { BPS } from '../protocol/reservePrice.ts'
import { type QuoteSwapParameters, quoteSwap } from './quoteSwap.ts'
import { readMinimumOut } from './readMinimumOut.ts'

/** What one swap would give as of one block; base units of the collateral. */
export type SwapTerms = {
  /** What the pool would give. */
  quote: bigint
  /** What the treasury demands at least. */
  floor: bigint
  /** What the agent would demand at least: its own tolerance below the quote, and never less than the floor. */
  minOut: bigint
}

export type ReadSwapTermsParameters = Omit<QuoteSwapParameters, 'tokenIn' | 'tokenOut' | 'amountIn'> & {
  treasury: Address
  payment: Address
  collateral: Address
  /** How far below the quote the swap may end. */
  slippageBps: bigint
  /** Base units of the payment token. */
  spend: bigint
}

/** Quotes a swap by the treasury and what it would have to give; throws on a bad price. */
export const readSwapTerms = async (
  client: PublicClient,
  { treasury, payment, collateral, slippageBps, spend, ...pool }: ReadSwapTermsParameters,
): Promise<SwapTerms> => {
  const [floor, quote] = await Promise.all([
    readMinimumOut(client, { treasury, spend, blockHash: pool.blockHash }),
    quoteSwap(client, { ...pool, tokenIn: payment, tokenOut: collateral, amountIn: spend }),
  ])
  const tolerated = (quote * (BPS - slippageBps)) / BPS
  // biome-ignore lint/complexity/useMathMinMax: Math.max refuses bigint
  return { quote, floor, minOut: tolerated > floor ? tolerated : floor }
}

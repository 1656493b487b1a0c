import type { Address } from 'viem'
import { makeMessageNonce } from '../../protocol/pool/messageNonce.ts'
import { encodeQuote, encryptQuote } from '../../protocol/pool/quote.ts'
import type { Quote, Sealed } from '../../protocol/pool/types.ts'

export type SealNextQuoteParameters = {
  /** The slot's active key. */
  key: bigint
  chainId: number
  pool: Address
  /** Highest counter of any quote of the account that the chain knows of; zero for none. */
  lastCounter: bigint
  quote: Quote
}

/**
 * The account's next quote. It is a function of its parameters: nothing needs to be remembered between making and sending
 * it. Where a chain forgets a quote and the counter comes again, another quote still has another nonce, because the nonce
 * depends on what is under it; so no pad is ever used twice.
 */
export const sealNextQuote = ({ key, chainId, pool, lastCounter, quote }: SealNextQuoteParameters): Sealed => {
  const counter = lastCounter + 1n
  const nonce = makeMessageNonce({ key, chainId: BigInt(chainId), pool, counter, plaintext: encodeQuote(quote) })
  return encryptQuote(key, nonce, quote)
}

import { BaseError, type Hex, type PublicClient, recoverTransactionAddress, type TransactionSerialized } from 'viem'
import { KitError } from '../../errors.ts'

/**
 * What nodes answer when they hold these very bytes, when the nonce is mined, or when another transaction of the nonce
 * waits that these bytes do not outbid: its replacement, if this is one that was replaced. None says what will be mined.
 */
const ALREADY_HELD =
  /already ?known|known transaction|already imported|already ?exists|nonce too low|oldnonce|replacement transaction underpriced|replacement ?not ?allowed|could not replace existing/i
/** What nodes answer that hold no transaction which the next block would not take, or not this cheap a one. */
const TOO_CHEAP = /less than block base fee|transaction underpriced|fee ?too ?low/i
const INSUFFICIENT_FUNDS = /insufficient ?(funds|balance)/i

/** The node's own words, without the request that viem shows around them. */
const answerOf = (error: unknown): string => (error instanceof BaseError ? error.details : '')

/**
 * Hands signed bytes to the network. The chain, not the node's answer, says what becomes of them. Throws a retryable
 * KitError when nobody holds them because their fees or the account's balance are too low at present.
 */
export const broadcastTransaction = async (client: PublicClient, rawTransaction: Hex): Promise<void> => {
  try {
    await client.sendRawTransaction({ serializedTransaction: rawTransaction })
  } catch (error) {
    const answer = answerOf(error)
    if (ALREADY_HELD.test(answer)) return
    if (TOO_CHEAP.test(answer)) {
      throw new KitError('the node takes no transaction with fees this low at present', {
        cause: error,
        retryable: true,
      })
    }
    if (!INSUFFICIENT_FUNDS.test(answer)) throw error
    const serializedTransaction = rawTransaction as TransactionSerialized
    const sender = await recoverTransactionAddress({ serializedTransaction })
    throw new KitError(`${sender} cannot pay for gas; send it ether`, { cause: error, retryable: true })
  }
}

import type { Hex } from 'viem'
import { encodeCommitQuote } from '../../chain/darkpool/commitQuote.ts'
import { encodeWithdrawQuote } from '../../chain/darkpool/withdrawQuote.ts'
import { KitError } from '../../errors.ts'
import { AMOUNT_BITS, PREMIUM_BITS } from '../../protocol/pool/constants.ts'
import type { Quote } from '../../protocol/pool/types.ts'
import { readSlotKeys } from '../keys/readSlotKeys.ts'
import type { Maker } from '../maker.ts'
import { sealNextQuote } from '../quoting/sealNextQuote.ts'
import { latestQuote, type MakerView } from '../reading/makerView.ts'
import { requireKeyedSlot } from '../reading/requireKeyedSlot.ts'
import { RefusedError } from '../refusedError.ts'

const isOf = (value: bigint, bits: bigint): boolean => value >= 0n && value >> bits === 0n

const keyOf = ({ keyFile }: Maker, commitment: Hex, slot: number): bigint => {
  const key = readSlotKeys(keyFile).get(commitment)
  if (key === undefined)
    throw new RefusedError(`slot ${slot} has the key ${commitment}, which is not in MAKER_SLOT_KEY_FILE ${keyFile}`)
  return key
}

/**
 * Puts a quote in place of the slot's last one, sealed under the active key and the counter after the highest that the chain
 * knows of, which is at most the number of the account's transactions: a {@link KitError} where RPC_URL says otherwise. Run
 * again, it posts the same once more, under another pad.
 */
export const postQuote = async (maker: Maker, view: MakerView, quote: Quote, signal: AbortSignal): Promise<Hex> => {
  const { chainId, pool } = maker
  const { slot, commitment } = requireKeyedSlot(view)
  if (!view.isAdmitted) throw new RefusedError(`${view.account} is not admitted to the pool any more: it cannot quote`)
  if (view.isPaused) throw new RefusedError('the pool is paused: it takes no quotes now')
  if (!isOf(quote.size, AMOUNT_BITS) || !isOf(quote.premiumBps, PREMIUM_BITS))
    throw new KitError(`a quote of ${quote.size} at ${quote.premiumBps} bps does not fit into 64 and 16 bits`)
  const key = keyOf(maker, commitment, slot)
  const sealed = sealNextQuote({ key, chainId, pool, lastCounter: view.quoteCounter, quote })
  // Every quote was a transaction. A counter near its end, once posted, would be the account's last.
  const call = { to: pool, data: encodeCommitQuote(sealed), leastNonce: view.quoteCounter }
  const { transactionHash } = await maker.send(call, signal)
  return transactionHash
}

/** Takes the slot's quote off the book: at once, or when the round that is closed ends. Undefined: there is none. */
export const withdrawQuote = async (maker: Maker, view: MakerView, signal: AbortSignal): Promise<Hex | undefined> => {
  if (!latestQuote(view)) return undefined
  const { transactionHash } = await maker.send({ to: maker.pool, data: encodeWithdrawQuote() }, signal)
  return transactionHash
}

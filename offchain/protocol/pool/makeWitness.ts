import type { PrivateInputs, PublicInputs, Witness } from './circuitInputs.ts'
import { QUEUE_BATCH, SLOTS } from './constants.ts'
import { keyCommitment } from './keyCommitment.ts'
import { openOrder, splitOrder } from './order.ts'
import { openQuote, splitQuote } from './quote.ts'
import type { Round, Settled } from './types.ts'

type OrderInputs = Pick<PrivateInputs, 'deficit' | 'max_premium' | 'allow_partial' | 'disclose' | 'order_high'>
type BookInputs = Pick<PrivateInputs, 'size' | 'premium' | 'quote_high' | 'arrival' | 'quote_nonce'>
type QueueInputs = Pick<PrivateInputs, 'adj_amount' | 'adj_slot' | 'adj_is_payment' | 'adj_is_withdrawal'>

const bySlot = <T>(make: (slot: number) => T): T[] => Array.from({ length: SLOTS }, (_, slot) => make(slot))

const queueInputs = ({ adjustments }: Round): QueueInputs => {
  const entries = Array.from({ length: QUEUE_BATCH }, (_, index) => adjustments[index])
  return {
    adj_amount: entries.map((entry) => entry?.amount ?? 0n),
    adj_slot: entries.map((entry) => BigInt(entry?.slot ?? 0)),
    adj_is_payment: entries.map((entry) => entry?.asset === 'payment'),
    adj_is_withdrawal: entries.map((entry) => entry?.kind === 'withdrawal'),
  }
}

/** Without a request the circuit takes zero for what the order opens to. */
const orderInputs = ({ request, state }: Round): OrderInputs => {
  const plaintext = request ? openOrder(state[request.slot]?.key as bigint, request.order) : 0n
  const { deficit, maxPremiumBps, allowPartial, disclose, high } = splitOrder(plaintext)
  return { deficit, max_premium: maxPremiumBps, allow_partial: allowPartial, disclose, order_high: high }
}

/** Where no quote is, the circuit takes zero for what it opens to. */
const bookInputs = ({ book, state }: Round): BookInputs => {
  const quotes = bySlot((slot) => book.find((quote) => quote.slot === slot))
  const opened = quotes.map((quote, slot) => splitQuote(quote ? openQuote(state[slot]?.key as bigint, quote) : 0n))
  return {
    size: opened.map(({ size }) => size),
    premium: opened.map(({ premiumBps }) => premiumBps),
    quote_high: opened.map(({ high }) => high),
    arrival: quotes.map((quote) => quote?.arrival ?? 0n),
    quote_nonce: quotes.map((quote) => quote?.nonce ?? 0n),
  }
}

/** All inputs of the circuit for a round, its outcome, and the {@link publicInputs} of both. */
export const makeWitness = (round: Round, settled: Settled, inputs: PublicInputs): Witness => ({
  ...inputs,
  ...queueInputs(round),
  ...orderInputs(round),
  ...bookInputs(round),
  key: round.state.map(({ key }) => key),
  new_key: settled.state.map(({ key }) => key),
  old_kc: round.state.map(({ key }) => keyCommitment(key)),
  old_collateral: round.state.map(({ balance }) => balance.collateral),
  old_payment: round.state.map(({ balance }) => balance.payment),
})

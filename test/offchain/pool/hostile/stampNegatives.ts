import type { Witness } from '../../../../offchain/protocol/pool/circuitInputs.ts'
import { encryptQuote } from '../../../../offchain/protocol/pool/quote.ts'
import type { BookQuote, Round } from '../../../../offchain/protocol/pool/types.ts'
import { SCALAR_FIELD } from '../../../../offchain/protocol/scalarField.ts'
import { keyOf } from '../buildRound.ts'
import { BTC, market, quote } from '../market.ts'
import { at, deriveLie } from './deriveLie.ts'
import type { Negative } from './negative.ts'

const STAMP = 'M2: the stamp is not split into its parts'
const RANGE = 'assert_max_bit_size'

const stampOf = (witness: Witness, arrival: bigint, nonce: bigint): Witness => ({
  ...witness,
  arrival: at(witness.arrival, 31, arrival),
  quote_nonce: at(witness.quote_nonce, 31, nonce),
})

/** Three quotes of one premium; slot 31's came last. */
const tied = market({ deficit: 20n * BTC }, { quotes: [12, 30, 31].map((slot) => quote(slot, 10n * BTC, 110n)) })

/** The round as it would be if quotes had come at other times. */
const arriving = (of31: bigint, of12 = 1n, round = tied): Round => ({
  ...round,
  book: round.book.map((entry) => ({ ...entry, arrival: { 12: of12, 31: of31 }[entry.slot] ?? entry.arrival })),
})

const nonceOf = (round: Round, slot: number): bigint =>
  (round.book.find((entry) => entry.slot === slot) as BookQuote).nonce
/** A nonce that takes one from the arrival. */
const LONG = nonceOf(tied, 31) + 2n ** 192n
const STAMP_31 = (3n << 192n) | nonceOf(tied, 31)

/** Slot 31's quote made under a nonce that is not its stamp's, so that it opens to a quote only there. */
const madeUnder = (nonce: bigint): Round => ({
  ...tied,
  book: tied.book.map((entry) => {
    if (entry.slot !== 31) return entry
    const { ciphertext } = encryptQuote(keyOf(31), nonce, { size: 10n * BTC, premiumBps: 110n })
    return { ...entry, ciphertext }
  }),
})

export const stampNegatives: readonly Negative[] = [
  {
    name: 'an earlier arrival',
    breaks: 'M2',
    meets: STAMP,
    witness: () => deriveLie(tied, {}, arriving(0n)),
  },
  {
    name: 'another nonce than the stamp’s',
    breaks: 'M2',
    meets: STAMP,
    witness: () => stampOf(deriveLie(madeUnder(nonceOf(tied, 31) + 1n), {}, tied), 3n, nonceOf(tied, 31) + 1n),
  },
  {
    name: 'two arrivals exchanged',
    breaks: 'M2',
    meets: STAMP,
    witness: () => deriveLie(tied, {}, arriving(1n, 3n)),
  },
  {
    name: 'an earlier arrival, the rest of it in the nonce',
    breaks: 'M2',
    meets: RANGE,
    witness: () => stampOf(deriveLie(madeUnder(STAMP_31), {}, arriving(0n)), 0n, STAMP_31),
  },
  {
    name: 'an arrival that goes around the field’s end',
    breaks: 'M2',
    meets: RANGE,
    witness: () => {
      const around = STAMP_31 + SCALAR_FIELD
      const nonce = BigInt.asUintN(192, around)
      return stampOf(deriveLie(madeUnder(nonce), {}, tied), around >> 192n, nonce)
    },
  },
  {
    name: 'an arrival of 49 bits',
    breaks: 'M2',
    meets: RANGE,
    witness: () => {
      const witness = stampOf(deriveLie(tied), 2n ** 48n, nonceOf(tied, 31))
      return { ...witness, quote_stamp: at(witness.quote_stamp, 31, ((2n ** 48n) << 192n) | nonceOf(tied, 31)) }
    },
  },
  {
    name: 'a nonce of 193 bits',
    breaks: 'M2',
    meets: RANGE,
    witness: () => stampOf(deriveLie(arriving(4n, 1n, madeUnder(LONG)), {}, tied), 3n, LONG),
  },
]

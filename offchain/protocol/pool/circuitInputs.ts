/** What the proof is about, named as main() of the circuit names it. The contract makes all of it but the outputs. */
export type PublicInputs = {
  has_request: boolean
  order_ct: bigint
  order_nonce: bigint
  /** Output. */
  remainder_ct: bigint
  price: bigint
  cap_bps: bigint
  minimum_quote: bigint
  requester: bigint
  /** Output. Bit k: whether adjustment k was possible; set where there is none. */
  accepted_mask: bigint
  /** Output. */
  status: bigint
  old_root: bigint
  old_nonce: bigint
  /** Output. */
  new_root: bigint
  /** Follows from all that is no output; see deriveNewNonce.ts. */
  new_nonce: bigint
  change_slot: bigint[]
  change_kc: bigint[]
  adjustment: bigint[]
  /** By slot; zero is no quote. */
  quote_ct: bigint[]
  /** By slot: arrival * 2^192 + nonce; zero is no quote. */
  quote_stamp: bigint[]
  /** Output. */
  new_leaf: bigint[]
}

/** What only the matcher knows, named as main() of the circuit names it. Arrays of 32 are by slot. */
export type PrivateInputs = {
  adj_amount: bigint[]
  adj_slot: bigint[]
  adj_is_payment: boolean[]
  adj_is_withdrawal: boolean[]
  deficit: bigint
  max_premium: bigint
  allow_partial: boolean
  disclose: boolean
  /** What the order opens to, above its 82 bits; not zero if it is none. */
  order_high: bigint
  size: bigint[]
  premium: bigint[]
  /** What the quote opens to, above its 80 bits; not zero if it is none. */
  quote_high: bigint[]
  arrival: bigint[]
  quote_nonce: bigint[]
  /** Before the round; zero for none. */
  key: bigint[]
  /** After the round; zero for none. */
  new_key: bigint[]
  old_kc: bigint[]
  old_collateral: bigint[]
  old_payment: bigint[]
}

/** All inputs of the circuit. */
export type Witness = PublicInputs & PrivateInputs

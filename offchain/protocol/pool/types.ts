/** What a slot owns. */
export type Balance = {
  /** In base units of the collateral token. */
  collateral: bigint
  /** In fine units: {@link FINE} to a base unit of the payment token. */
  payment: bigint
}

/** A slot as its owner and the matcher know it. */
export type SlotState = {
  /** Zero: nobody has the slot, and it is empty. */
  key: bigint
  balance: Balance
}

/** A deposit or a withdrawal, as it waits in the queue. */
export type Adjustment = {
  slot: number
  asset: 'collateral' | 'payment'
  kind: 'deposit' | 'withdrawal'
  /** In base units of the token, payments too. */
  amount: bigint
}

/** An element of the scalar field that only the slot's key opens, and the nonce it was made with. */
export type Sealed = { ciphertext: bigint; nonce: bigint }

/** What a maker offers. */
export type Quote = {
  /** In base units of collateral. More than the maker has means: all it has. */
  size: bigint
  /** Asked on top of the price, in basis points. */
  premiumBps: bigint
}

/** What the requester wants. */
export type Order = {
  /** In base units of collateral; zero is cover traffic. */
  deficit: bigint
  maxPremiumBps: bigint
  /** Whether to take what there is if it does not cover the deficit. */
  allowPartial: boolean
  /** Whether the pool may say publicly if anything remains. */
  disclose: boolean
}

/** The quote that stands in a slot when the round closes. */
export type BookQuote = Sealed & {
  slot: number
  /** Orders quotes of one premium: the lower was there before. */
  arrival: bigint
}

export type RoundRequest = {
  /** The requester's; it has no quote in this round. */
  slot: number
  order: Sealed
  /** Payment per collateral, with 8 decimals. */
  price: bigint
  /** The highest premium that the requester allows publicly. */
  capBps: bigint
}

/** The key of a slot after the settlement. */
export type KeyChange = {
  slot: number
  /** Zero releases the slot, which has to be empty then. */
  key: bigint
}

/** All that decides a settlement. */
export type Round = {
  /** Before it: as many as {@link SLOTS}. */
  state: readonly SlotState[]
  /** The nonce that the state's leaves are encrypted under. */
  stateNonce: bigint
  request?: RoundRequest
  /** Smallest offer that takes part, in base units of collateral. */
  minimumQuote: bigint
  /** In the queue's order. */
  adjustments: readonly Adjustment[]
  /** In any order; empty without a request. */
  book: readonly BookQuote[]
  /** Slots ascending. */
  keyChanges: readonly KeyChange[]
}

/** Collateral of one maker that changes hands. */
export type Trade = {
  slot: number
  /** In base units of collateral. */
  amount: bigint
  /** In fine units. */
  owed: bigint
}

/** What a round comes to; nothing in it is anybody's choice. */
export type Settled = {
  state: SlotState[]
  /** Whether each adjustment was possible. */
  accepted: boolean[]
  /** Undefined without a request, and if its order does not open to anything. */
  order?: Order
  /** Best first; empty when nothing is filled. */
  trades: Trade[]
  /** Whether the requester can pay for what it could get; if not, it gets nothing. */
  isFunded: boolean
  /** The order with what is left of its deficit; undefined as {@link Settled.order} is. */
  remainder?: Order
  /** 0 unless the order asks for a public status; then 1 if nothing remains, else 2. */
  disclosed: 0 | 1 | 2
}

/** What the chain, and the last settlement's calldata, say of the state; commitments and leaves are by slot. */
export type PublishedState = {
  root: bigint
  /** The last settlement's new nonce. */
  nonce: bigint
  commitments: readonly bigint[]
  leaves: readonly bigint[]
}

/** Where and when a settlement is made, so that its nonce is like no other. */
export type SettlementPlace = {
  chainId: bigint
  pool: `0x${string}`
  /** 32 bytes from the contract: the round, and a block hash that nobody knew before. */
  context: `0x${string}`
}

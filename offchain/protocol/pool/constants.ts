// Sizes that the circuit is compiled for: src/types/Settlement.sol and the circuit's main.nr have the same numbers.
export const SLOTS = 32
/** Queue entries that one settlement takes in. */
export const QUEUE_BATCH = 8
/** Keys that one settlement activates, replaces or releases. */
export const KEY_CHANGES = 4
export const PUBLIC_INPUTS = 14 + 2 * KEY_CHANGES + QUEUE_BATCH + 3 * SLOTS

/** Stands in the public inputs where a settlement changes fewer keys than it could. */
export const UNUSED_CHANGE_SLOT = SLOTS

/**
 * Fine units in a payment token's base unit. With 8 decimals of collateral, 8 of the price and 4 of the premium, a
 * payment in fine units is an exact product: nothing is ever divided, so nothing is ever rounded.
 */
export const FINE = 100_000_000_000_000n
/** 100 %, in which premiums are counted. */
export const BPS = 10_000n

// Separate the uses of the hash; 2001, of commitments, is in ../slotKey.ts.
export const LEAF_DOMAIN = 2002n
export const ORDER_DOMAIN = 2003n
export const QUOTE_DOMAIN = 2004n
export const TAG_DOMAIN = 2005n

export const AMOUNT_BITS = 64n
export const PREMIUM_BITS = 16n
export const PAYMENT_BITS = 128n
export const COUNTER_BITS = 64n
export const TAG_BITS = 128n
export const NONCE_BITS = COUNTER_BITS + TAG_BITS
export const ARRIVAL_BITS = 48n

// What the contract keeps below: within them no sum or product of a settlement leaves its type in the circuit.
/** In base units, of all slots together. */
export const COLLATERAL_LIMIT = 1n << 55n
/** In base units, of all slots together. */
export const PAYMENT_LIMIT = 1n << 64n
/** In payment per collateral, with 8 decimals. */
export const PRICE_LIMIT = 1n << 56n

/** Wei per gas, as EIP-1559 spells them: `maxPriorityFeePerGas <= maxFeePerGas`. */
export type Fees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }

/** Most gas that the chain lets into one transaction (EIP-7825). */
export const MAX_TRANSACTION_GAS = 2n ** 24n

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** Field by field. Of two that are well formed, so is the result. */
const highest = (a: Fees, b: Fees): Fees => ({
  maxFeePerGas: max(a.maxFeePerGas, b.maxFeePerGas),
  maxPriorityFeePerGas: max(a.maxPriorityFeePerGas, b.maxPriorityFeePerGas),
})

/** A quarter more, and more at all: nodes want 10 or 12.5 % on both fields, and something on top of nothing. */
const bump = (fee: bigint): bigint => fee + fee / 4n + 1n

const bumped = ({ maxFeePerGas, maxPriorityFeePerGas }: Fees): Fees => ({
  maxFeePerGas: bump(maxFeePerGas),
  maxPriorityFeePerGas: bump(maxPriorityFeePerGas),
})

/** The least fees that are both today's and enough for every node to replace what was signed for the nonce before. */
export const outbidFees = (current: Fees, earlier: readonly Fees[]): Fees =>
  earlier.reduce((fees, signed) => highest(fees, bumped(signed)), current)

/** The same fees, neither of them above `cap`. */
export const capFees = ({ maxFeePerGas, maxPriorityFeePerGas }: Fees, cap: bigint): Fees => ({
  maxFeePerGas: min(maxFeePerGas, cap),
  maxPriorityFeePerGas: min(maxPriorityFeePerGas, cap),
})

/**
 * How many times `replaceAfterSeconds` a transaction may wait although it offers what today asks for. Its fees are then
 * not what keeps it, unless the estimate is wrong: dearer bytes that travel anew are worth a try.
 */
const PATIENCE = 5

export type ReplacementFacts = {
  /** When the waiting transaction was signed, and the present time: Unix seconds. */
  signedAt: number
  now: number
  /** How long fees that are too low are given. */
  replaceAfterSeconds: number
  /** What the waiting transaction offers. */
  waiting: Fees
  /** What a new transaction would offer now. */
  current: Fees
  /** Wei per gas; nothing is signed above it. */
  cap: bigint
}

/** `capped`: it should be replaced, but no node would take what the cap allows for a replacement. */
export type Replacement = { action: 'wait' } | { action: 'capped' } | { action: 'replace'; fees: Fees }

/**
 * Whether a transaction that waits to be mined is signed again with higher fees. Today's fees are paid as far as the
 * cap allows, the least bump otherwise: a price above the cap may fall, and a replacement just below it is then first.
 */
export const decideReplacement = (facts: ReplacementFacts): Replacement => {
  const { waiting, current, cap } = facts
  const asksForMore =
    current.maxFeePerGas > waiting.maxFeePerGas || current.maxPriorityFeePerGas > waiting.maxPriorityFeePerGas
  const patience = facts.replaceAfterSeconds * (asksForMore ? 1 : PATIENCE)
  if (facts.now - facts.signedAt < patience) return { action: 'wait' }
  const fees = outbidFees(capFees(current, cap), [waiting])
  return fees.maxFeePerGas > cap ? { action: 'capped' } : { action: 'replace', fees }
}

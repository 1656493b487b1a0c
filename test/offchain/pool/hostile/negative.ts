import type { Witness } from '../../../../offchain/protocol/pool/circuitInputs.ts'

/** A rule of the circuit, as its source numbers them; R is the range of a parameter's type. */
export type Rule = `${'C' | 'T' | 'A' | 'M' | 'B' | 'S'}${number}` | 'R'

/**
 * What a dishonest prover hands in. All of it follows from one lie, so that nothing but the broken rule stands against it:
 * balances, leaves, root, remainder, mask and status are those of the lie.
 */
export type Negative = {
  /** What the prover tries. */
  name: string
  breaks: Rule
  /** In the circuit's message: the assertion that the lie runs into. A rule that computes has none of its own. */
  meets: string
  witness: () => Witness
}

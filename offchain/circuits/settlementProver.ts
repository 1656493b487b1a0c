import type { CompiledCircuit } from '@noir-lang/noir_js'
import type { Srs } from './srs/srs.ts'

/** What proofs of one program are made with. */
export type SettlementProver = {
  program: CompiledCircuit
  /** The same, as JSON. */
  programFile: string
  /** The verification key, which depends on the SRS. */
  keyFile: string
  srs: Srs
  /** Of the circuit, before it is padded to a power of two. */
  gates: number
}

import type { CompiledCircuit } from '@noir-lang/noir_js'
import { type CircuitInputs, executeCircuit } from '../../../offchain/circuits/executeCircuit.ts'
import type { Witness } from '../../../offchain/protocol/pool/circuitInputs.ts'
import { SCALAR_FIELD } from '../../../offchain/protocol/scalarField.ts'

type Parameter = CompiledCircuit['abi']['parameters'][number]

const asField = ({ type, ...parameter }: Parameter): Parameter => ({
  ...parameter,
  type: type.kind === 'array' ? { ...type, type: { kind: 'field' } } : { kind: 'field' },
})

const toField = (value: bigint | boolean): bigint => ((BigInt(value) % SCALAR_FIELD) + SCALAR_FIELD) % SCALAR_FIELD

const toFields = (witness: Witness): CircuitInputs =>
  Object.fromEntries(
    Object.entries(witness).map(([name, input]) => [
      name,
      Array.isArray(input) ? (input as (bigint | boolean)[]).map(toField) : toField(input),
    ]),
  )

/**
 * Executes the circuit as a dishonest prover would: without the encoder, which refuses what does not fit a parameter's
 * type. Whatever is refused here is refused by a constraint. Values are taken modulo the field's order.
 */
export const executeUnchecked = (program: CompiledCircuit, witness: Witness): Promise<Uint8Array> =>
  executeCircuit(
    { ...program, abi: { ...program.abi, parameters: program.abi.parameters.map(asField) } },
    toFields(witness),
  )

import { type CompiledCircuit, type InputMap, Noir } from '@noir-lang/noir_js'
import { KitError } from '../errors.ts'

/** Inputs by the names of main's parameters. */
export type CircuitInputs = Record<string, CircuitInput>
type CircuitInput = bigint | boolean | readonly CircuitInput[]

/** Inputs that break a rule of the circuit: no proof of them exists. The message names the rule where the circuit does. */
export class UnsatisfiableError extends KitError {
  override readonly name = 'UnsatisfiableError'
  /** Where in the circuit's source, outermost call first. */
  readonly callStack: readonly string[]

  constructor(reason: string, callStack: readonly string[], cause: unknown) {
    super(`the circuit has no solution for these inputs: ${reason}`, { cause })
    this.callStack = callStack
  }
}

type ExecutionError = Error & { noirCallStack?: string[]; rawAssertionPayload?: unknown }

const NO_SOLUTION = 'Circuit execution failed: '

const encodeInput = (input: CircuitInput): InputMap[string] => {
  if (typeof input === 'boolean') return input
  if (typeof input === 'bigint') return `0x${input.toString(16)}`
  return input.map(encodeInput) as InputMap[string]
}

/**
 * The witness of a circuit, compressed as the prover takes it. An {@link UnsatisfiableError} if a rule is broken; another
 * {@link KitError} for inputs that do not fit their parameters' types, which are not even tried.
 */
export const executeCircuit = async (program: CompiledCircuit, inputs: CircuitInputs): Promise<Uint8Array> => {
  const encoded = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, encodeInput(input)]))
  try {
    const { witness } = await new Noir(program).execute(encoded)
    return witness
  } catch (error) {
    const { message, noirCallStack } = error as ExecutionError
    if (message.startsWith(NO_SOLUTION) || noirCallStack)
      throw new UnsatisfiableError(message.replace(NO_SOLUTION, ''), noirCallStack ?? [], error)
    throw new KitError(`inputs do not fit the circuit: ${message}`, { cause: error })
  }
}

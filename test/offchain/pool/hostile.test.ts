import type { CompiledCircuit } from '@noir-lang/noir_js'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileCircuit } from '../../../offchain/circuits/compileCircuit.ts'
import { UnsatisfiableError } from '../../../offchain/circuits/executeCircuit.ts'
import { executeUnchecked } from './executeUnchecked.ts'
import { holdsEquations } from './hostile/holdsEquations.ts'
import { negatives } from './hostile/negatives.ts'
import { typeNegatives } from './hostile/typeNegatives.ts'

const tries = negatives.map(({ name, breaks, meets, witness }) => ({
  title: `${breaks}: ${name}`,
  meets,
  inputs: witness(),
}))

let program: CompiledCircuit

beforeAll(async () => {
  program = (await compileCircuit()).program
})

describe('a prover cannot pass', () => {
  it.each(tries)('$title', async ({ inputs, meets }) => {
    const outcome = await executeUnchecked(program, inputs).then(
      () => 'satisfied',
      (error: unknown) => error,
    )
    expect(outcome).toBeInstanceOf(UnsatisfiableError)
    expect((outcome as UnsatisfiableError).message).toContain(meets)
  })
})

describe('numbers outside their types', () => {
  it.each([...typeNegatives])('break no equation: $name', ({ witness }) => {
    expect(holdsEquations(witness())).toBe(true)
  })
})

it('no two tries are one', () => {
  const written = tries.map(({ inputs }) =>
    JSON.stringify(inputs, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
  )
  expect(new Set(written).size).toBeGreaterThanOrEqual(100)
  expect(new Set(written).size).toBe(tries.length)
  expect(new Set(tries.map(({ title }) => title)).size).toBe(tries.length)
})

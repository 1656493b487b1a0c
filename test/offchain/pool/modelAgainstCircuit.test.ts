import type { CompiledCircuit } from '@noir-lang/noir_js'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileCircuit } from '../../../offchain/circuits/compileCircuit.ts'
import { UnsatisfiableError } from '../../../offchain/circuits/executeCircuit.ts'
import type { Witness } from '../../../offchain/protocol/pool/circuitInputs.ts'
import { settleRound } from '../../../offchain/protocol/pool/settleRound.ts'
import { seededRandom } from '../../../offchain/protocol/seededRandom.ts'
import { buildWitness } from './buildWitness.ts'
import { executeUnchecked } from './executeUnchecked.ts'
import { at, deriveLie } from './hostile/deriveLie.ts'
import { settleFalsely } from './hostile/settleFalsely.ts'
import { market } from './market.ts'
import { randomRound } from './randomRound.ts'

const isDeep = process.env.TEST_DEEP !== undefined
const seeds = Array.from({ length: isDeep ? 200 : 12 }, (_, index) => index + 1)

let program: CompiledCircuit

beforeAll(async () => {
  program = (await compileCircuit()).program
})

const refuses = (witness: Witness): Promise<void> =>
  expect(executeUnchecked(program, witness)).rejects.toBeInstanceOf(UnsatisfiableError)

/** What the prover brings: the outcome, and all that the chain does not know. */
const BROUGHT = [
  ...(['remainder_ct', 'accepted_mask', 'status', 'new_root', 'new_leaf'] as const),
  ...(['adj_amount', 'adj_slot', 'adj_is_payment', 'adj_is_withdrawal'] as const),
  ...(['deficit', 'max_premium', 'allow_partial', 'disclose', 'order_high'] as const),
  ...(['size', 'premium', 'quote_high', 'arrival', 'quote_nonce'] as const),
  ...(['key', 'new_key', 'old_kc', 'old_collateral', 'old_payment'] as const),
] satisfies readonly (keyof Witness)[]

/** The other value of a flag, the next of a number. */
const next = (value: bigint | boolean): bigint | boolean => (typeof value === 'boolean' ? !value : value + 1n)

const withNext = (witness: Witness, name: keyof Witness, index: number): Witness => {
  const value = witness[name]
  if (!Array.isArray(value)) return { ...witness, [name]: next(value) }
  return { ...witness, [name]: at<bigint | boolean>(value, index, next(value[index] as bigint | boolean)) }
}

const sizeOf = (value: Witness[keyof Witness]): number => (Array.isArray(value) ? value.length : 1)

describe('a random round', () => {
  it.each(seeds)('%i comes to what the model says, and to nothing else', async (seed) => {
    const round = randomRound(seed)
    const witness = buildWitness(round)
    await executeUnchecked(program, witness)
    const random = seededRandom(seed)
    const name = BROUGHT[seed % BROUGHT.length] as (typeof BROUGHT)[number]
    await refuses(withNext(witness, name, Number(random.below(BigInt(sizeOf(witness[name]))))))
  })

  it.each(seeds)('%i is told as the model tells it if no step is a lie', (seed) => {
    const round = randomRound(seed)
    const { trades, ...settled } = settleFalsely(round)
    const { trades: modelTrades, ...model } = settleRound(round)
    expect(settled).toEqual(model)
    expect(trades).toEqual(modelTrades)
    expect(deriveLie(round)).toEqual(buildWitness(round))
  })
})

describe('nothing that a prover brings can be another number', () => {
  const witness = buildWitness(market({ allowPartial: true, disclose: true }))
  const places = BROUGHT.flatMap((name) =>
    Array.from({ length: sizeOf(witness[name]) }, (_, index) => [name, index] as const),
  )
  // Not every slot each time: the circuit treats them alike.
  it.each(places.filter(([, index]) => isDeep || index === 31 || index === 0 || index === 5))(
    '%s %i',
    async (name, index) => {
      await refuses(withNext(witness, name, index))
    },
  )
})

import type { CompiledCircuit } from '@noir-lang/noir_js'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildRound, keyOf } from '../../test/offchain/pool/buildRound.ts'
import { buildWitness } from '../../test/offchain/pool/buildWitness.ts'
import { honestRounds } from '../../test/offchain/pool/honestRounds.ts'
import { at } from '../../test/offchain/pool/hostile/deriveLie.ts'
import { BTC, holdings, order, quotes, REQUESTER } from '../../test/offchain/pool/market.ts'
import type { Witness } from '../protocol/pool/circuitInputs.ts'
import { settleRound } from '../protocol/pool/settleRound.ts'
import { compileCircuit } from './compileCircuit.ts'
import { executeCircuit, UnsatisfiableError } from './executeCircuit.ts'

let program: CompiledCircuit

beforeAll(async () => {
  program = (await compileCircuit()).program
})

const reject = async (witness: Witness): Promise<UnsatisfiableError> => {
  const outcome = await executeCircuit(program, witness).then(
    () => 'satisfied',
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(UnsatisfiableError)
  return outcome as UnsatisfiableError
}

describe('the settlement circuit is satisfied by', () => {
  it.each(Object.entries(honestRounds))('%s', async (_, [knobs, expected]) => {
    const round = buildRound(knobs)
    const settled = settleRound(round)
    const { trades, left, ...rest } = expected
    expect(settled).toMatchObject(rest)
    if (trades) expect(settled.trades.map(({ slot, amount }) => [slot, amount])).toEqual(trades)
    if (left !== undefined) expect(settled.remainder?.deficit).toBe(left)
    await expect(executeCircuit(program, buildWitness(round, settled))).resolves.toBeInstanceOf(Uint8Array)
  })

  it('a deposit to a slot that gets its first key', async () => {
    // The contract makes it wait for the key; if it did not, nothing would be lost and nothing be made.
    const round = buildRound({
      holdings,
      adjustments: [{ slot: 0, asset: 'collateral', kind: 'deposit', amount: BTC }],
      keyChanges: [{ slot: 0, key: keyOf(0) }],
    })
    const before = settleRound({ ...round, adjustments: [] })
    const state = at(before.state, 0, { key: keyOf(0), balance: { collateral: BTC, payment: 0n } })
    const settled = { ...before, accepted: [true], state }
    await executeCircuit(program, buildWitness(round, settled))
    const stolen = at(state, 0, { key: keyOf(0), balance: { collateral: BTC + 1n, payment: 0n } })
    expect((await reject(buildWitness(round, { ...settled, state: stolen }))).message).toContain('S6')
  })
})

describe('a requester without a key', () => {
  // The contract does not let it happen. If it did: nobody else is held up.
  it('has no remainder', async () => {
    const round = buildRound({
      holdings: { ...holdings, [REQUESTER]: {} },
      quotes,
      request: { slot: REQUESTER, says: order() },
      keyChanges: [{ slot: REQUESTER, key: 0n }],
    })
    const witness = buildWitness(round)
    expect(witness.remainder_ct).toBe(0n)
    await executeCircuit(program, witness)
  })
})

it('does not even encode what does not fit a parameter', async () => {
  const witness = buildWitness(buildRound({ holdings }))
  await expect(executeCircuit(program, { ...witness, accepted_mask: 0x1ffn })).rejects.toThrow(/do not fit the circuit/)
})

import { permute } from '@zkpassport/poseidon2'
import { expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { seededRandom } from '../seededRandom.ts'
import { SLOTS } from './constants.ts'
import { PoolError } from './poolError.ts'
import { stateRoot } from './stateRoot.ts'

const random = seededRandom(65)
const elements = () => Array.from({ length: SLOTS }, () => random.below(SCALAR_FIELD))
const zeros = Array<bigint>(SLOTS).fill(0n)

/** `h` of the settlement circuit, written out for 64 inputs. */
const sponge = (inputs: readonly bigint[]): bigint => {
  let state = [0n, 0n, 0n, BigInt(inputs.length) << 64n]
  for (let at = 0; at < inputs.length; at += 3)
    state = permute(state.map((word, index) => (word + ((index < 3 && inputs[at + index]) || 0n)) % SCALAR_FIELD))
  return state[0] as bigint
}

it('is the circuit’s sponge over all commitments, then all leaves', () => {
  const commitments = elements()
  const leaves = elements()
  expect(stateRoot(commitments, leaves)).toBe(sponge([...commitments, ...leaves]))
})

it('has a fixed vector for the state that a pool begins with', () => {
  expect(stateRoot(zeros, zeros)).toBe(0x26280d67fa0e4357b21b9e721fce5b9a4da525aef23604abc368ab31021558b4n)
})

it('depends on every commitment and every leaf', () => {
  const roots = zeros.flatMap((_, slot) => [
    stateRoot(zeros.with(slot, 1n), zeros),
    stateRoot(zeros, zeros.with(slot, 1n)),
  ])
  expect(new Set([...roots, stateRoot(zeros, zeros)]).size).toBe(2 * SLOTS + 1)
})

it('is not made of anything else', () => {
  expect(() => stateRoot(zeros.slice(1), zeros)).toThrow(
    new PoolError('a state has 32 slots, not 31 commitments and 32 leaves'),
  )
  expect(() => stateRoot(zeros, [...zeros, 0n])).toThrow(PoolError)
  expect(() => stateRoot(zeros.with(3, SCALAR_FIELD), zeros)).toThrow(
    new PoolError(`commitment ${SCALAR_FIELD} is not below the order of the field`),
  )
  expect(() => stateRoot(zeros, zeros.with(3, -1n))).toThrow(
    new PoolError('leaf -1 is not below the order of the field'),
  )
})

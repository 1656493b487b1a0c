import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { seededRandom } from '../seededRandom.ts'
import type { PublicInputs } from './circuitInputs.ts'
import { deriveNewNonce } from './deriveNewNonce.ts'
import { flattenPublicInputs } from './flattenPublicInputs.ts'
import { PoolError } from './poolError.ts'
import { publicInputs } from './publicInputs.ts'
import { randomRound } from './randomRound.ts'
import { settleRound } from './settleRound.ts'

const POOL = `${'00'.repeat(16)}deadbeef`
const CONTEXT = 'c0'.repeat(32)
const PLACE = { chainId: 31337n, pool: `0x${POOL}`, context: `0x${CONTEXT}` } as const
const OUTPUTS = ['remainder_ct', 'accepted_mask', 'status', 'new_root', 'new_nonce', 'new_leaf'] as const

const random = seededRandom(70)
const rounds = Array.from({ length: 4 }, () => randomRound(random))
const all = rounds.map((round) => publicInputs(round, settleRound(round), PLACE))
const [first] = all as [PublicInputs]

const word = (value: bigint): string => value.toString(16).padStart(64, '0')
/** Places of the outputs among the 126. */
const isOutput = (place: number): boolean => [3, 8, 9, 12, 13].includes(place) || place >= 94

it('is the hash of chain, pool, context and all inputs with the outputs zero, in the field', () => {
  for (const inputs of all) {
    const words = flattenPublicInputs(inputs).map((value, place) => word(isOutput(place) ? 0n : value))
    const packed = hexToBytes([word(31337n), POOL, CONTEXT, ...words].join(''))
    expect(packed.length).toBe(32 + 20 + 32 + 126 * 32)
    expect(deriveNewNonce(inputs, PLACE)).toBe(BigInt(`0x${bytesToHex(keccak_256(packed))}`) % SCALAR_FIELD)
  }
})

it('is another one wherever anything differs that determines the state', () => {
  const changed = (Object.keys(first) as (keyof PublicInputs)[])
    .filter((name) => !(OUTPUTS as readonly string[]).includes(name))
    .flatMap((name): PublicInputs[] => {
      const value = first[name]
      if (typeof value === 'boolean') return [{ ...first, [name]: !value }]
      if (typeof value === 'bigint') return [{ ...first, [name]: value + 1n }]
      return value.map((element, index) => ({ ...first, [name]: value.with(index, element + 1n) }))
    })
  expect(changed).toHaveLength(126 - 5 - 32)
  const places = [
    { ...PLACE, chainId: 1n },
    { ...PLACE, pool: `0x${'00'.repeat(16)}deadbee0` } as const,
    { ...PLACE, context: `0x${'c1'.repeat(32)}` } as const,
  ]
  const nonces = [
    ...[first, ...changed].map((inputs) => deriveNewNonce(inputs, PLACE)),
    ...places.map((place) => deriveNewNonce(first, place)),
  ]
  expect(new Set(nonces).size).toBe(1 + changed.length + places.length)
})

it('does not depend on the outputs, which depend on it', () => {
  for (const name of OUTPUTS) {
    const other = name === 'new_leaf' ? first.new_leaf.map((leaf) => leaf + 1n) : first[name] + 1n
    expect(deriveNewNonce({ ...first, [name]: other }, PLACE)).toBe(first.new_nonce)
  }
})

it('is not made of a context that has another length', () => {
  expect(() => deriveNewNonce(first, { ...PLACE, context: '0xc0' })).toThrow(
    new PoolError('a round’s context has 32 bytes, not 1'),
  )
})

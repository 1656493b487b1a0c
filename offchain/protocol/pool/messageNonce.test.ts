import { poseidon2Hash } from '@zkpassport/poseidon2'
import { expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { makeMessageNonce, splitMessageNonce } from './messageNonce.ts'
import { PoolError } from './poolError.ts'

const POOL = '0x00000000000000000000000000000000DeaDBeef'
const MESSAGE = { key: 7n, chainId: 31337n, pool: POOL, counter: 3n, plaintext: 500n } as const
const MOST = 2n ** 64n - 1n

it('is the counter above half of a hash over everything that the message is', () => {
  const hash = poseidon2Hash([2005n, 7n, 31337n, 0xdeadbeefn, 3n, 500n])
  expect(makeMessageNonce(MESSAGE)).toBe(3n * 2n ** 128n + (hash % 2n ** 128n))
})

it('has a fixed vector', () => {
  expect(makeMessageNonce(MESSAGE)).toBe(0x3807f3a58bb86856ba12ad34ee51a522an)
})

it.each([0n, 1n, MOST])('gives back its parts: counter %s', (counter) => {
  const nonce = makeMessageNonce({ ...MESSAGE, counter })
  expect(nonce < 2n ** 192n).toBe(true)
  expect(splitMessageNonce(nonce)).toEqual({ counter, tag: nonce % 2n ** 128n })
})

it('has another tag for another key, chain, pool, counter or plaintext', () => {
  const messages = [
    MESSAGE,
    { ...MESSAGE, key: 8n },
    { ...MESSAGE, chainId: 1n },
    { ...MESSAGE, pool: '0x00000000000000000000000000000000DeaDBee0' },
    { ...MESSAGE, counter: 4n },
    { ...MESSAGE, plaintext: 501n },
  ] as const
  expect(new Set(messages.map((message) => splitMessageNonce(makeMessageNonce(message)).tag)).size).toBe(6)
})

it('takes an address however it is written', () => {
  expect(makeMessageNonce({ ...MESSAGE, pool: '0x00000000000000000000000000000000deadbeef' })).toBe(
    makeMessageNonce(MESSAGE),
  )
})

it.each([
  ['a counter that is too long', { counter: MOST + 1n }, `counter ${MOST + 1n} does not fit into 64 bits`],
  ['a counter below zero', { counter: -1n }, 'counter -1 does not fit into 64 bits'],
  ['a pool that is no address', { pool: '0xdeadbeef' }, 'pool 0xdeadbeef is no address'],
  ['a key outside the field', { key: SCALAR_FIELD }, `key ${SCALAR_FIELD} is not below the order of the field`],
] as const)('is not made for %s', (_, change, message) => {
  expect(() => makeMessageNonce({ ...MESSAGE, ...change })).toThrow(new PoolError(message))
})

it.each([2n ** 192n, -1n])('is never %s', (nonce) => {
  expect(() => splitMessageNonce(nonce)).toThrow(new PoolError(`nonce ${nonce} does not fit into 192 bits`))
})

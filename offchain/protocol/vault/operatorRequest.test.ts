import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../seededRandom.ts'
import { type OperatorRequest, requireOperator, signOperatorRequest } from './operatorRequest.ts'
import { VaultError } from './vaultError.ts'

const random = seededRandom(20)
const pairs = Array.from({ length: 3 }, () => secp256k1.keygen())
const [operator, second, stranger] = pairs.map(({ publicKey }) => bytesToHex(publicKey)) as [Hex, Hex, Hex]
const [operatorKey, secondKey, strangerKey] = pairs.map(({ secretKey }) => secretKey) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
]
const REQUEST: OperatorRequest = {
  node: bytesToHex(secp256k1.keygen().publicKey),
  path: '/v1/ceremony/join',
  body: new TextEncoder().encode('{"id":1}'),
  deadline: 1_800_000_000,
}
const OPERATORS = [operator, second]
const NOT_SIGNED = new VaultError('the request is not signed by an operator of this node')

describe('an operator request', () => {
  it.each([
    ['one', operatorKey],
    ['the other', secondKey],
  ])('is accepted when %s of the operators signed it', (_, key) => {
    requireOperator(REQUEST, signOperatorRequest(REQUEST, key), OPERATORS)
  })

  it('is refused when a stranger signed it', () => {
    expect(() => requireOperator(REQUEST, signOperatorRequest(REQUEST, strangerKey), OPERATORS)).toThrow(NOT_SIGNED)
    expect(() => requireOperator(REQUEST, signOperatorRequest(REQUEST, operatorKey), [stranger])).toThrow(NOT_SIGNED)
  })

  it('is refused by a node without operators', () => {
    expect(() => requireOperator(REQUEST, signOperatorRequest(REQUEST, operatorKey), [])).toThrow(NOT_SIGNED)
  })

  it.each<[string, Partial<OperatorRequest>]>([
    ['node', { node: operator }],
    ['path', { path: '/v1/ceremony/commit' }],
    ['body', { body: new TextEncoder().encode('{"id":2}') }],
    ['empty body', { body: new Uint8Array(0) }],
    ['deadline', { deadline: REQUEST.deadline + 1 }],
    // Path and body are apart, wherever the border is.
    ['border of path and body', { path: '/v1/ceremony/join{', body: REQUEST.body.slice(1) }],
  ])('is refused with another %s', (_, change) => {
    const signature = signOperatorRequest(REQUEST, operatorKey)
    expect(() => requireOperator({ ...REQUEST, ...change }, signature, OPERATORS)).toThrow(NOT_SIGNED)
  })

  it.each<[string, Partial<OperatorRequest>]>([
    ['a node in upper case', { node: REQUEST.node.toUpperCase().replace('X', 'x') as Hex }],
    ['a node of 32 bytes', { node: REQUEST.node.slice(0, -2) as Hex }],
    ['half a second', { deadline: 0.5 }],
    ['no deadline', { deadline: Number.NaN }],
  ])('is malformed with %s', (_, change) => {
    const wrong = { ...REQUEST, ...change }
    expect(() => signOperatorRequest(wrong, operatorKey)).toThrow(VaultError)
    expect(() => requireOperator(wrong, signOperatorRequest(REQUEST, operatorKey), OPERATORS)).toThrow(VaultError)
  })

  it.each<Hex>(['0x', '0xzz', `0x${'00'.repeat(64)}`, `0x${'ff'.repeat(64)}`, bytesToHex(random.bytes(65))])(
    'is refused with the signature %s',
    (signature) => {
      expect(() => requireOperator(REQUEST, signature, OPERATORS)).toThrow(NOT_SIGNED)
    },
  )
})

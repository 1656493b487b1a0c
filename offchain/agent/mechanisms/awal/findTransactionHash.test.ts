import { describe, expect, it } from 'vitest'
import { findTransactionHash } from './findTransactionHash.ts'

const HASH = `0x${'aB'.repeat(32)}`

describe('findTransactionHash', () => {
  it.each(['transactionHash', 'txHash', 'tx_hash', 'hash'])('reads %s', (key) => {
    expect(findTransactionHash({ status: 'ok', [key]: HASH })).toBe(HASH.toLowerCase())
  })

  it('accepts two keys that say the same', () => {
    expect(findTransactionHash({ hash: HASH, txHash: HASH })).toBe(HASH.toLowerCase())
  })

  it.each([
    ['two different hashes', { hash: HASH, txHash: `0x${'cd'.repeat(32)}` }],
    ['another key', { id: HASH }],
    ['a short hash', { hash: '0xabcd' }],
    ['a hash with something after it', { hash: `${HASH}\n` }],
    ['a number', { hash: 1 }],
    ['a bare string', HASH],
    ['nothing', null],
  ])('finds none in %s', (_case, json) => {
    expect(findTransactionHash(json)).toBeUndefined()
  })
})

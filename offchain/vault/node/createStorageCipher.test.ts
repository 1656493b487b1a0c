import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { inventKey, makeIdentity } from '../../../test/offchain/vault/vaultNodeFixture.ts'
import { createStorageCipher } from './createStorageCipher.ts'

const holders = [makeIdentity(), makeIdentity(), makeIdentity()] as const
const [self, other] = holders
const { plain: key, shares, secret } = inventKey(holders)
const share = shares[0] as bigint
const cipher = createStorageCipher(self.storageKey, self.identity)

describe('what a node writes under its storage key', () => {
  it('is different each time that it is written', () => {
    const sealed = cipher.sealShare(key, share)
    expect(cipher.sealShare(key, share)).not.toBe(sealed)
    expect(cipher.openShare(key, sealed)).toBe(share)
    expect(cipher.sealCheck()).not.toBe(cipher.sealCheck())
  })

  it('opens only whole and unchanged', () => {
    const sealed = cipher.sealShare(key, share)
    for (let at = 2; at < sealed.length; at += 2) {
      const byte = Number.parseInt(sealed.slice(at, at + 2), 16) ^ 1
      const changed = `${sealed.slice(0, at)}${byte.toString(16).padStart(2, '0')}${sealed.slice(at + 2)}` as const
      expect(() => cipher.openShare(key, changed as typeof sealed)).toThrow()
    }
    for (const part of [sealed.slice(0, -2), sealed.slice(0, 50), '0x']) {
      expect(() => cipher.openShare(key, part as typeof sealed)).toThrow()
    }
  })

  it('opens for the same storage key, node and key only', () => {
    const sealed = cipher.sealShare(key, share)
    const check = cipher.sealCheck()
    const otherKey = createStorageCipher(randomBytes(32), self.identity)
    const otherNode = createStorageCipher(self.storageKey, other.identity)
    for (const wrong of [otherKey, otherNode]) {
      expect(() => wrong.openShare(key, sealed)).toThrow()
      expect(() => wrong.openCheck(check)).toThrow()
      expect(wrong.authenticate('a', ['b'])).not.toBe(cipher.authenticate('a', ['b']))
    }
    const later = inventKey(holders, { epoch: 2, secret }).plain
    for (const wrong of [later, { ...key, epoch: 2 }]) expect(() => cipher.openShare(wrong, sealed)).toThrow()
    expect(() => cipher.openCheck(sealed)).toThrow()
  })

  it('is authenticated with its purpose and all of its parts', () => {
    const all = [
      cipher.authenticate('a', ['b', 'c']),
      cipher.authenticate('a', ['bc']),
      cipher.authenticate('b', ['b', 'c']),
    ]
    expect(new Set(all).size).toBe(3)
    expect(cipher.authenticate('a', ['b', 'c'])).toBe(all[0])
  })
})

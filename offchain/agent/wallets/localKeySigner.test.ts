import { inspect } from 'node:util'
import type { Hex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { KitError } from '../../errors.ts'
import { localKeySigner } from './localKeySigner.ts'

describe('localKeySigner', () => {
  it('acts for the address of its key', () => {
    const privateKey = generatePrivateKey()
    expect(localKeySigner(privateKey)).toMatchObject({
      kind: 'localKey',
      address: privateKeyToAccount(privateKey).address,
    })
  })

  it.each<[string, Hex]>([
    ['zero', `0x${'00'.repeat(32)}`],
    ['the order of the curve', '0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'],
    ['too short', '0x1234abcd'],
  ])('refuses a key that is %s, without showing it', (_what, privateKey) => {
    try {
      localKeySigner(privateKey)
    } catch (error) {
      expect(error).toBeInstanceOf(KitError)
      expect(inspect(error, { depth: 9 })).toContain('not a private key of secp256k1')
      expect(inspect(error, { depth: 9 })).not.toMatch(new RegExp(`${privateKey.slice(2)}|${BigInt(privateKey)}n`))
      return
    }
    expect.fail('the key was accepted')
  })
})

import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { bytesToHex, hexToBytes, keccak256, recoverAddress, stringToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../log.ts'
import { HpkeError, seal } from '../../protocol/hpke.ts'
import { createEnclaveKeys } from './createEnclaveKeys.ts'
import type { SealedMessage } from './enclaveKeys.ts'

const text = (value: string) => new TextEncoder().encode(value)
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

const sealTo = (encryptionKey: `0x${string}`, plaintext: string): SealedMessage => {
  const [info, aad] = [text('round 7'), text('')]
  const sealed = seal({
    recipientPublicKey: hexToBytes(encryptionKey),
    ephemeralSecretKey: new Uint8Array(randomBytes(32)),
    info,
    aad,
    plaintext: text(plaintext),
  })
  return { ...sealed, info, aad }
}

describe('createEnclaveKeys', () => {
  it('signs digests as its address, in the form that contracts accept', async () => {
    const keys = createEnclaveKeys()
    for (let round = 0; round < 16; round++) {
      const digest = keccak256(stringToHex(`action ${round}`))
      const signature = keys.sign(digest)
      expect(await recoverAddress({ hash: digest, signature })).toBe(keys.signer)
      expect(BigInt(`0x${signature.slice(66, 130)}`)).toBeLessThanOrEqual(HALF_ORDER)
      expect(['1b', '1c']).toContain(signature.slice(130))
    }
  })

  it('refuses what is not a digest', () => {
    expect(() => createEnclaveKeys().sign('0x1234')).toThrow('a digest has 32 bytes, not 2')
  })

  it('opens what is sealed to its encryption key, and nothing that is sealed to another', () => {
    const keys = createEnclaveKeys()
    const message = sealTo(keys.encryptionKey, 'secret quote')
    expect(new TextDecoder().decode(keys.open(message))).toBe('secret quote')
    expect(() => createEnclaveKeys().open(message)).toThrow(HpkeError)
    expect(() => keys.open({ ...message, info: text('round 8') })).toThrow(HpkeError)
  })

  it('is different at every start', () => {
    const [one, two] = [createEnclaveKeys(), createEnclaveKeys()]
    expect(one.signer).not.toBe(two.signer)
    expect(one.encryptionKey).not.toBe(two.encryptionKey)
  })

  it('shows nothing but public halves, however it is printed', () => {
    const keys = createEnclaveKeys()
    const lines: string[] = []
    const log = createLog({ name: 'test', stream: { write: (line: string) => void lines.push(line) } })
    log.info({ keys }, 'keys')
    const shown = [JSON.stringify(keys), inspect(keys, { depth: 9, showHidden: true }), lines.join()].join()
    // Every run of 64 hex digits in it is the one public value of that length.
    const found = new Set([...shown.matchAll(/[0-9a-f]{64}/gi)].map(([hex]) => `0x${hex}`))
    expect([...found]).toEqual([keys.encryptionKey])
    expect(shown).not.toMatch(/Uint8Array|Buffer/)
    expect(Object.keys(keys).sort()).toEqual(['encryptionKey', 'erase', 'open', 'sign', 'signer'])
  })

  it('does nothing any more once it is erased', () => {
    const keys = createEnclaveKeys()
    const message = sealTo(keys.encryptionKey, 'x')
    keys.erase()
    expect(() => keys.sign(bytesToHex(new Uint8Array(32)))).toThrow('erased')
    expect(() => keys.open(message)).toThrow('erased')
  })
})

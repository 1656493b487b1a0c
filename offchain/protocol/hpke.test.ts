import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { describe, expect, it } from 'vitest'
import { HpkeError, open, publicKeyOf, seal } from './hpke.ts'

/** RFC 9180, appendix A.2.1, sequence number 0. */
const VECTOR = {
  info: '0x4f6465206f6e2061204772656369616e2055726e',
  skEm: '0xf4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600',
  pkRm: '0x4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a',
  skRm: '0x8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb',
  enc: '0x1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a',
  pt: '0x4265617574792069732074727574682c20747275746820626561757479',
  aad: '0x436f756e742d30',
  ct: '0x1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28',
} as const

const bytes = (hex: Hex) => hexToBytes(hex)

const sealed = {
  recipientSecretKey: bytes(VECTOR.skRm),
  encapsulatedKey: bytes(VECTOR.enc),
  info: bytes(VECTOR.info),
  aad: bytes(VECTOR.aad),
  ciphertext: bytes(VECTOR.ct),
}

const message = {
  recipientPublicKey: bytes(VECTOR.pkRm),
  ephemeralSecretKey: bytes(VECTOR.skEm),
  info: bytes(VECTOR.info),
  aad: bytes(VECTOR.aad),
  plaintext: bytes(VECTOR.pt),
}

/** Points of small order, which turn every secret key into the same shared secret: zero. */
const SMALL_ORDER_POINTS: Hex[] = [
  '0x0000000000000000000000000000000000000000000000000000000000000000',
  '0x0100000000000000000000000000000000000000000000000000000000000000',
  '0xe0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '0x5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  '0xecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0xedffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]

describe('hpke', () => {
  it('seals what RFC 9180 seals', () => {
    const { encapsulatedKey, ciphertext } = seal(message)
    expect(bytesToHex(encapsulatedKey)).toBe(VECTOR.enc)
    expect(bytesToHex(ciphertext)).toBe(VECTOR.ct)
  })

  it('opens what RFC 9180 sealed', () => {
    expect(bytesToHex(open(sealed))).toBe(VECTOR.pt)
  })

  it('derives the public keys of RFC 9180', () => {
    expect(bytesToHex(publicKeyOf(bytes(VECTOR.skRm)))).toBe(VECTOR.pkRm)
    expect(bytesToHex(publicKeyOf(bytes(VECTOR.skEm)))).toBe(VECTOR.enc)
  })

  it.each(['ciphertext', 'encapsulatedKey', 'info', 'aad'] as const)(
    'does not open with any byte of %s changed',
    (part) => {
      for (let index = 0; index < sealed[part].length; index++) {
        const changed = sealed[part].slice()
        changed[index] = (changed[index] ?? 0) ^ 1
        expect(() => open({ ...sealed, [part]: changed }), `${part}[${index}]`).toThrow(HpkeError)
      }
    },
  )

  it('does not open with another key', () => {
    expect(() => open({ ...sealed, recipientSecretKey: bytes(VECTOR.skEm) })).toThrow(HpkeError)
  })

  it.each(SMALL_ORDER_POINTS)('refuses the small-order point %s on either side', (point) => {
    expect(() => seal({ ...message, recipientPublicKey: bytes(point) })).toThrow(HpkeError)
    expect(() => open({ ...sealed, encapsulatedKey: bytes(point) })).toThrow(HpkeError)
  })

  it.each([0, 31, 33, 64])('refuses a key of %i bytes', (length) => {
    const key = new Uint8Array(length).fill(9)
    expect(() => seal({ ...message, recipientPublicKey: key })).toThrow(HpkeError)
    expect(() => seal({ ...message, ephemeralSecretKey: key })).toThrow(HpkeError)
    expect(() => open({ ...sealed, encapsulatedKey: key })).toThrow(HpkeError)
    expect(() => open({ ...sealed, recipientSecretKey: key })).toThrow(HpkeError)
  })

  it.each([0, 1, 15, 16, 44])('refuses a ciphertext cut to %i bytes', (length) => {
    expect(() => open({ ...sealed, ciphertext: sealed.ciphertext.slice(0, length) })).toThrow(HpkeError)
  })
})

import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { bytesToBigInt, bytesToHex, type Hex, hexToBytes, keccak256, numberToBytes } from 'viem'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { dealtVault } from '../../../test/offchain/vault/dealtVault.ts'
import vector from '../../../test/vectors/sealed-secret.json' with { type: 'json' }
import { seededRandom } from '../seededRandom.ts'
import {
  addScalars,
  decodePoint,
  encodePoint,
  encodeScalar,
  GENERATOR,
  hashToPoint,
  hashToScalar,
  multiplyScalars,
  randomScalar,
} from './curve.ts'
import { hashLabel, type SecretLabel } from './label.ts'
import { LONGEST_MESSAGE } from './padding.ts'
import { inspectSecret, openBody, SEALED_OVERHEAD, SEALED_VERSION, sealSecret } from './sealedSecret.ts'
import { VaultError } from './vaultError.ts'

const random = seededRandom(17)
const vault = dealtVault({ threshold: 2, nodes: 3 })
const { masterKey } = vault.key
const LABEL: SecretLabel = {
  chainId: 31337,
  contract: '0x1111111111111111111111111111111111111111',
  subject: `0x${'22'.repeat(32)}`,
  kind: 1,
  sender: '0x3333333333333333333333333333333333333333',
}
const MESSAGE = random.bytes(32)
const seal = (message: Uint8Array) => sealSecret({ masterKey, label: LABEL, message })
const sealed = seal(MESSAGE)
const inspect = (bytes: Uint8Array) => inspectSecret({ masterKey, label: LABEL, sealed: bytes })
/** What the shares of the vault combine to. */
const openWhole = (bytes: Uint8Array) => {
  const inspected = inspect(bytes)
  return openBody(inspected, inspected.ephemeral.multiply(vault.secret))
}

/** Where the parts of a ciphertext are. */
const PARTS = {
  version: [0, 1],
  U: [1, 34],
  V: [34, 67],
  e: [67, 99],
  f: [99, 131],
  body: [131, sealed.length],
} as const
type PartName = keyof typeof PARTS
const partOf = (bytes: Uint8Array, part: PartName) => bytes.slice(...PARTS[part])
const withPart = (bytes: Uint8Array, part: PartName, value: Uint8Array) =>
  concatBytes(bytes.slice(0, PARTS[part][0]), value, bytes.slice(PARTS[part][1]))

const flip = (bytes: Uint8Array, bit: number) =>
  bytes.map((byte, place) => (place === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))

const ORDER = secp256k1.Point.Fn.ORDER
const FIELD = secp256k1.Point.Fp.ORDER
const word = (number: bigint) => numberToBytes(number, { size: 32 })

afterEach(() => vi.restoreAllMocks())

/** The documented layout once more, with nothing of ours: Node's ciphers, noble's points. */
const independent = {
  frame: (parts: readonly (Uint8Array | string)[]) =>
    Buffer.concat(
      parts.flatMap((part) => {
        const bytes = Buffer.from(part)
        const length = Buffer.alloc(4)
        length.writeUInt32BE(bytes.length)
        return [length, bytes]
      }),
    ),
  /** keccak256 of five words. */
  labelHash: ({ chainId, contract, subject, kind, sender }: SecretLabel) =>
    keccak256(
      hexToBytes(
        `0x${[chainId.toString(16), contract.slice(2), subject.slice(2), kind.toString(16), sender.slice(2)]
          .map((field) => field.padStart(64, '0'))
          .join('')}`,
      ),
      'bytes',
    ),
  bodyKey: (label: SecretLabel, ephemeral: Uint8Array, sharedPoint: Uint8Array) => {
    const parts = ['self-healing-reserve/vault/body/v1', hexToBytes(masterKey), ephemeral, independent.labelHash(label)]
    const info = createHash('sha256').update(independent.frame(parts)).digest()
    return Buffer.from(hkdfSync('sha256', sharedPoint, new Uint8Array(0), info, 32))
  },
  encrypt: (key: Buffer, padded: Uint8Array) => {
    const cipher = createCipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 })
    cipher.setAAD(independent.labelHash(LABEL), { plaintextLength: padded.length })
    return Uint8Array.from(Buffer.concat([cipher.update(padded), cipher.final(), cipher.getAuthTag()]))
  },
  open: (label: SecretLabel, bytes: Uint8Array, secret: bigint) => {
    const [ephemeral, body, tag] = [bytes.slice(1, 34), bytes.slice(131, -16), bytes.slice(-16)]
    const shared = secp256k1.Point.fromBytes(ephemeral).multiply(secret).toBytes()
    const key = independent.bodyKey(label, ephemeral, shared)
    const decipher = createDecipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 })
    decipher.setAAD(independent.labelHash(label), { plaintextLength: body.length })
    decipher.setAuthTag(tag)
    const padded = Buffer.concat([decipher.update(body), decipher.final()])
    return Uint8Array.from(padded.subarray(4, 4 + padded.readUInt32BE(0)))
  },
}

describe('an independent opener', () => {
  it.each([0, 1, 60, 61, 5_000, LONGEST_MESSAGE])('opens %i bytes with the master secret', (length) => {
    const message = random.bytes(length)
    expect(independent.open(LABEL, seal(message), vault.secret)).toEqual(message)
  })

  it('opens nothing with another secret or label', () => {
    expect(() => independent.open(LABEL, sealed, vault.secret + 1n)).toThrow()
    expect(() => independent.open({ ...LABEL, kind: 2 }, sealed, vault.secret)).toThrow()
  })
})

it('still opens what was sealed when version 1 was made', () => {
  const label = vector.label as SecretLabel
  const bytes = hexToBytes(vector.sealed as Hex)
  const inspected = inspectSecret({ masterKey: vector.masterKey as Hex, label, sealed: bytes })
  expect(inspected.id).toBe(vector.id)
  const sharedPoint = inspected.ephemeral.multiply(BigInt(vector.masterSecret))
  expect(bytesToHex(openBody(inspected, sharedPoint))).toBe(vector.message)
})

describe('sealing', () => {
  const lengths = [0, 1, 32, 60, 61, 124, 125, 252, 508, 1_020, 2_044, 4_092, 8_188, 8_189, LONGEST_MESSAGE]

  it.each(lengths)('gives back %i bytes', (length) => {
    const message = random.bytes(length)
    expect(openWhole(seal(message))).toEqual(message)
  })

  it('adds 151 bytes, of which the promise is at most 192', () => {
    expect(SEALED_OVERHEAD).toBe(147)
    expect(SEALED_OVERHEAD + 4).toBeLessThanOrEqual(192)
    // A message that fills its class shows the whole of it.
    expect(seal(random.bytes(60)).length - 60).toBe(SEALED_OVERHEAD + 4)
    expect(seal(random.bytes(LONGEST_MESSAGE)).length).toBe(16_384 + SEALED_OVERHEAD)
  })

  it('gives one length to all messages of a class', () => {
    const lengthOf = (length: number) => seal(random.bytes(length)).length
    expect(new Set([0, 1, 31, 32, 60].map(lengthOf))).toEqual(new Set([64 + SEALED_OVERHEAD]))
    expect(new Set([61, 100, 124].map(lengthOf))).toEqual(new Set([128 + SEALED_OVERHEAD]))
  })

  it('refuses a longer message', () => {
    expect(() => seal(new Uint8Array(LONGEST_MESSAGE + 1))).toThrow(VaultError)
  })

  it.each([
    '0x',
    '0x02',
    `0x04${'11'.repeat(32)}`,
    bytesToHex(Uint8Array.of(2, ...word(5n))),
    masterKey.toUpperCase().replace('X', 'x'),
    masterKey.slice(2),
    `${masterKey}0`,
  ])('refuses the master key %s', (wrong) => {
    const key = wrong as typeof masterKey
    expect(() => sealSecret({ masterKey: key, label: LABEL, message: MESSAGE })).toThrow(VaultError)
    expect(() => inspectSecret({ masterKey: key, label: LABEL, sealed })).toThrow(VaultError)
  })

  it('never gives the same ciphertext twice', () => {
    const [one, other] = [seal(MESSAGE), seal(MESSAGE)]
    for (const part of ['U', 'V', 'e', 'f', 'body'] as const) expect(partOf(one, part)).not.toEqual(partOf(other, part))
  })

  it('encrypts no two messages under one key, and no two labels, although random bytes repeat', () => {
    vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => array)
    const ephemerals = [
      seal(MESSAGE),
      seal(random.bytes(32)),
      sealSecret({ masterKey, label: { ...LABEL, kind: 2 }, message: MESSAGE }),
    ].map((bytes) => bytesToHex(partOf(bytes, 'U')))
    expect(new Set(ephemerals).size).toBe(3)
    expect(bytesToHex(partOf(seal(MESSAGE), 'U'))).toBe(ephemerals[0])
  })
})

describe('inspecting', () => {
  it('gives the id by which the chain knows the ciphertext, and what shares are made of', () => {
    const inspected = inspect(sealed)
    expect(inspected).toMatchObject({ id: keccak256(sealed), masterKey, label: LABEL })
    expect(encodePoint(inspected.ephemeral)).toEqual(partOf(sealed, 'U'))
    expect(inspected.body).toEqual(partOf(sealed, 'body'))
  })

  it('accepts no ciphertext with any byte changed', () => {
    for (let place = 0; place < sealed.length; place++) {
      expect(() => inspect(flip(sealed, 8 * place + (place % 8))), `byte ${place}`).toThrow(VaultError)
    }
  })

  it('accepts no version but the first', () => {
    for (let version = 0; version < 256; version++) {
      if (version === SEALED_VERSION) continue
      expect(() => inspect(withPart(sealed, 'version', Uint8Array.of(version)))).toThrow(
        new VaultError(`ciphertext version ${version} is not 1`),
      )
    }
  })

  it.each<[string, Partial<SecretLabel>]>([
    ['chain', { chainId: 1 }],
    ['contract', { contract: '0x1111111111111111111111111111111111111112' }],
    ['subject', { subject: `0x${'23'.repeat(32)}` }],
    ['kind', { kind: 2 }],
    // Who copies a ciphertext from the chain and posts it as its own.
    ['sender', { sender: '0x4444444444444444444444444444444444444444' }],
  ])('accepts no label of another %s', (_, change) => {
    expect(() => inspectSecret({ masterKey, label: { ...LABEL, ...change }, sealed })).toThrow(
      new VaultError('the ciphertext was not sealed to this key under this label'),
    )
  })

  it('accepts no other master key', () => {
    const other = dealtVault({ threshold: 2, nodes: 3 }).key.masterKey
    expect(() => inspectSecret({ masterKey: other, label: LABEL, sealed })).toThrow(VaultError)
    // The key that was asked for last is remembered: not in place of this one.
    expect(inspect(sealed).masterKey).toBe(masterKey)
  })

  it('accepts no ciphertext with a part of another one', () => {
    const other = seal(MESSAGE)
    for (const part of ['U', 'V', 'e', 'f', 'body'] as const) {
      expect(() => inspect(withPart(sealed, part, partOf(other, part))), part).toThrow(VaultError)
    }
    const both = withPart(withPart(sealed, 'e', partOf(other, 'e')), 'f', partOf(other, 'f'))
    expect(() => inspect(both)).toThrow(VaultError)
  })

  it.each<[string, PartName, Uint8Array]>([
    ['the identity', 'U', new Uint8Array(33)],
    ['the identity', 'V', new Uint8Array(33)],
    ['a point that is not on the curve', 'U', Uint8Array.of(2, ...word(5n))],
    ['a point that is not on the curve', 'V', Uint8Array.of(2, ...word(5n))],
    ['a coordinate above the field', 'U', Uint8Array.of(2, ...word(FIELD + 1n))],
    ['the negative point', 'U', Uint8Array.of((sealed[1] as number) ^ 1, ...sealed.subarray(2, 34))],
    ['the negative point', 'V', Uint8Array.of((sealed[34] as number) ^ 1, ...sealed.subarray(35, 67))],
    ['the generator', 'U', encodePoint(GENERATOR)],
    ['the order', 'e', word(ORDER)],
    ['the order', 'f', word(ORDER)],
    ['zero', 'e', word(0n)],
    ['zero', 'f', word(0n)],
    ['the largest number', 'f', word(2n ** 256n - 1n)],
    ['the negative response', 'f', word(ORDER - bytesToBigInt(partOf(sealed, 'f')))],
  ])('accepts no ciphertext with %s for %s', (_, part, value) => {
    expect(() => inspect(withPart(sealed, part, value))).toThrow(VaultError)
  })

  it('accepts no ciphertext of another length', () => {
    for (let length = 0; length < sealed.length; length++) {
      expect(() => inspect(sealed.slice(0, length)), `${length} bytes`).toThrow(VaultError)
    }
    for (const more of [1, 16, 64, 64 + 147, 20_000]) {
      expect(() => inspect(concatBytes(sealed, new Uint8Array(more)))).toThrow(VaultError)
    }
  })

  it('accepts none of 1,000 random mutations', () => {
    const others = Array.from({ length: 5 }, () => seal(random.bytes(Number(random.below(60n)))))
    const below = (limit: number) => Number(random.below(BigInt(limit)))
    const pick = <Item>(items: readonly Item[]) => items[below(items.length)] as Item
    const parts = Object.keys(PARTS) as PartName[]
    const randomFill = (part: PartName) => random.bytes(PARTS[part][1] - PARTS[part][0])
    const points = [
      new Uint8Array(33),
      encodePoint(GENERATOR),
      hexToBytes(masterKey),
      partOf(sealed, 'V'),
      partOf(sealed, 'U'),
    ]
    const mutations: ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => flip(bytes, below(8 * bytes.length)),
      (bytes) => bytes.slice(0, below(bytes.length)),
      (bytes) => concatBytes(bytes, random.bytes(1 + below(200))),
      (bytes) => withPart(bytes, pick(parts), new Uint8Array(0)),
      (bytes) => {
        const part = pick(parts.slice(1))
        return withPart(bytes, part, partOf(pick(others), part))
      },
      (bytes) => {
        const part = pick(parts)
        return withPart(bytes, part, randomFill(part))
      },
      (bytes) => withPart(bytes, pick(['U', 'V'] as const), pick(points)),
      (bytes) =>
        withPart(
          bytes,
          pick(['e', 'f'] as const),
          word(pick([0n, 1n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 256n - 1n])),
        ),
      (bytes) => withPart(withPart(bytes, 'U', partOf(bytes, 'V')), 'V', partOf(bytes, 'U')),
      (bytes) => withPart(withPart(bytes, 'e', partOf(bytes, 'f')), 'f', partOf(bytes, 'e')),
      (bytes) => withPart(bytes, 'body', partOf(bytes, 'body').reverse()),
      (bytes) => random.bytes(bytes.length),
      (bytes) => concatBytes(bytes.slice(0, 131), random.bytes(pick([64, 128, 256]) + 16)),
    ]
    const problems: string[] = []
    while (problems.length < 1_000) {
      const changed = pick(mutations)(sealed)
      if (bytesToHex(changed) === bytesToHex(sealed)) continue
      try {
        inspect(changed)
        expect.fail(`accepted ${bytesToHex(changed)}`)
      } catch (error) {
        expect(error).toBeInstanceOf(VaultError)
        problems.push((error as VaultError).message)
      }
    }
    const byProof = problems.filter(
      (problem) => problem === 'the ciphertext was not sealed to this key under this label',
    )
    expect(byProof.length).toBeGreaterThan(300)
  })
})

/** A sealer that follows the protocol in its proof, and does what it likes with the body. */
const sealDishonestly = (body: Uint8Array, exponent = randomScalar()) => {
  const second = hashToPoint('second generator', [hexToBytes(masterKey)])
  const nonce = randomScalar()
  const points = [GENERATOR, second].flatMap((base) => [base.multiply(exponent), base.multiply(nonce)])
  const [U, announcedU, V, announcedV] = points.map(encodePoint) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  const challenge = hashToScalar('seal', [
    hexToBytes(masterKey),
    hexToBytes(hashLabel(LABEL)),
    U,
    V,
    announcedU,
    announcedV,
    body,
  ])
  const response = addScalars(nonce, multiplyScalars(exponent, challenge))
  return concatBytes(Uint8Array.of(SEALED_VERSION), U, V, encodeScalar(challenge), encodeScalar(response), body)
}

describe('a dishonest sealer', () => {
  it('is named when its body does not open although its proof holds', () => {
    expect(() => openWhole(sealDishonestly(random.bytes(80)))).toThrow(
      new VaultError('the body does not open: whoever sealed it did not follow the protocol'),
    )
  })

  it.each([0, 16, 63, 65, 96, 32_768])(
    'cannot have a body of %i bytes inspected, although its proof holds',
    (length) => {
      expect(() => inspect(sealDishonestly(random.bytes(length + 16)))).toThrow(
        new VaultError(`a sealed body has a power of two from 64 to 16384 bytes, not ${length}`),
      )
    },
  )

  it('is named when it pads otherwise', () => {
    const exponent = randomScalar()
    const shared = encodePoint(decodePoint(hexToBytes(masterKey)).multiply(exponent))
    const key = independent.bodyKey(LABEL, encodePoint(GENERATOR.multiply(exponent)), shared)
    const sealedPadding = (padded: Uint8Array) => sealDishonestly(independent.encrypt(key, padded), exponent)
    const padded = new Uint8Array(64).fill(1, 63)
    expect(() => openWhole(sealedPadding(padded))).toThrow(
      new VaultError('what was sealed is not padded as it must be'),
    )
    expect(openWhole(sealedPadding(new Uint8Array(64)))).toEqual(new Uint8Array(0))
  })

  it('cannot say that it knew a logarithm of points that it took from another', () => {
    const body = partOf(sealed, 'body')
    const own = sealDishonestly(body)
    expect(() => inspect(withPart(withPart(own, 'U', partOf(sealed, 'U')), 'V', partOf(sealed, 'V')))).toThrow(
      VaultError,
    )
  })

  it('cannot bring whoever checks to fail by numbers that lead to the identity', () => {
    const [challenge, exponent] = [randomScalar(), randomScalar()]
    const second = hashToPoint('second generator', [hexToBytes(masterKey)])
    const crafted = concatBytes(
      Uint8Array.of(SEALED_VERSION),
      encodePoint(GENERATOR.multiply(exponent)),
      encodePoint(second.multiply(exponent)),
      encodeScalar(challenge),
      encodeScalar(multiplyScalars(challenge, exponent)),
      random.bytes(80),
    )
    expect(() => inspect(crafted)).toThrow(new VaultError('a point is the identity'))
  })

  it('cannot use two logarithms for its two points', () => {
    const second = hashToPoint('second generator', [hexToBytes(masterKey)])
    const own = sealDishonestly(random.bytes(80))
    expect(() => inspect(withPart(own, 'V', encodePoint(second.multiply(randomScalar()))))).toThrow(VaultError)
  })
})

import { checksumAddress, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import vectors from '../../../test/vectors/vault-labels.json' with { type: 'json' }
import { hashLabel, type SecretLabel } from './label.ts'
import { VaultError } from './vaultError.ts'

const labelOf = ({ chainId, contract, subject, kind, sender }: (typeof vectors)[number]): SecretLabel => ({
  chainId: Number(chainId),
  contract: contract as Hex,
  subject: subject as Hex,
  kind: Number(kind),
  sender: sender as Hex,
})
const isExact = ({ chainId }: { chainId: string }) => Number.isSafeInteger(Number(chainId))

const LABEL: SecretLabel = {
  chainId: 31337,
  contract: '0x00000000219ab540356cbb839cbe05303d7705fa',
  subject: `0x${'2a'.repeat(32)}`,
  kind: 1,
  sender: '0xd8da6bf26964af9d7eed9e03e53415d37aa96045',
}

describe('hashLabel', () => {
  it('has vectors', () => {
    expect(vectors.filter(isExact).length).toBeGreaterThanOrEqual(5)
    expect(new Set(vectors.map(({ label }) => label)).size).toBe(vectors.length)
  })

  it.each(vectors.filter(isExact))('gives the hash that Solidity gives: $label', (vector) => {
    expect(hashLabel(labelOf(vector))).toBe(vector.label)
  })

  it.each(vectors.filter((vector) => !isExact(vector)))(
    'refuses chain id $chainId, which no number holds',
    (vector) => {
      expect(() => hashLabel(labelOf(vector))).toThrow(VaultError)
    },
  )

  it('differs whenever any field differs', () => {
    const others: Partial<SecretLabel>[] = [
      { chainId: 31338 },
      { contract: LABEL.sender },
      { subject: `0x${'2b'.repeat(32)}` },
      { kind: 2 },
      { sender: LABEL.contract },
      { contract: LABEL.sender, sender: LABEL.contract },
    ]
    const hashes = [LABEL, ...others.map((other) => ({ ...LABEL, ...other }))].map(hashLabel)
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('does not depend on how an address is spelled', () => {
    const spelled = { ...LABEL, contract: checksumAddress(LABEL.contract), sender: checksumAddress(LABEL.sender) }
    expect(spelled.sender).not.toBe(LABEL.sender)
    expect(hashLabel(spelled)).toBe(hashLabel(LABEL))
  })

  it.each<[string, Partial<SecretLabel>]>([
    ['a subject with an odd number of digits', { subject: `0x${'2a'.repeat(31)}2` }],
    ['a subject of 31 bytes', { subject: `0x${'2a'.repeat(31)}` }],
    ['a subject of 33 bytes', { subject: `0x${'2a'.repeat(33)}` }],
    ['a subject in upper case', { subject: `0x${'2A'.repeat(32)}` }],
    ['a subject that is no hex', { subject: `0x${'2g'.repeat(32)}` }],
    ['an address with a wrong checksum', { sender: '0xD8da6bf26964af9d7eed9e03e53415d37aa96045' }],
    ['an address of 19 bytes', { contract: `0x${'11'.repeat(19)}` }],
    ['a kind of 33 bits', { kind: 2 ** 32 }],
    ['a negative kind', { kind: -1 }],
    ['half a kind', { kind: 0.5 }],
    ['a negative chain id', { chainId: -1 }],
    ['half a chain id', { chainId: 0.5 }],
    ['no chain id', { chainId: Number.NaN }],
  ])('refuses %s', (_, wrong) => {
    expect(() => hashLabel({ ...LABEL, ...wrong })).toThrow(VaultError)
  })
})

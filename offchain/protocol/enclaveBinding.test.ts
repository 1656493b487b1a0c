import { concat, keccak256, numberToHex, pad, stringToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { ENCLAVE_KIND, type KeyBinding, registrationBinding, registrationReportData } from './enclaveBinding.ts'

const binding: KeyBinding = {
  chainId: 31337,
  registry: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  kind: ENCLAVE_KIND.matcher,
  fields: 0x3c7,
  signer: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  encryptionKey: `0x${'e1'.repeat(32)}`,
}

describe('registrationBinding', () => {
  it('is the hash of seven 32-byte words', () => {
    const words = [
      keccak256(
        stringToHex(
          'EnclaveKey(uint256 chainId,address registry,uint32 kind,uint16 fields,address signer,bytes32 encryptionKey)',
        ),
      ),
      numberToHex(31337, { size: 32 }),
      pad(binding.registry),
      numberToHex(1, { size: 32 }),
      numberToHex(0x3c7, { size: 32 }),
      pad(binding.signer),
      binding.encryptionKey,
    ]
    expect(registrationBinding(binding)).toBe(keccak256(concat(words)))
  })

  it.each<[string, Partial<KeyBinding>]>([
    ['chain', { chainId: 1 }],
    ['registry', { registry: binding.signer }],
    ['kind', { kind: 2 }],
    ['mask of fields', { fields: 0x3ff }],
    ['signer', { signer: binding.registry }],
    ['encryption key', { encryptionKey: `0x${'e2'.repeat(32)}` }],
  ])('is another for another %s', (_name, change) => {
    expect(registrationBinding({ ...binding, ...change })).not.toBe(registrationBinding(binding))
  })
})

describe('registrationReportData', () => {
  it('is the binding, then the block hash', () => {
    const hash = `0x${'b1'.repeat(32)}` as const
    expect(registrationReportData(registrationBinding(binding), hash)).toBe(
      concat([registrationBinding(binding), hash]),
    )
  })
})

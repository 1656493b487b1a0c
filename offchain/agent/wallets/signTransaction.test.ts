import { type Hex, keccak256, parseTransaction, serializeTransaction } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import type { Signer, UnsignedTransaction } from './signer.ts'
import { signTransaction } from './signTransaction.ts'

const account = privateKeyToAccount(generatePrivateKey())
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

const TRANSACTION: UnsignedTransaction = {
  type: 'eip1559',
  chainId: 31337,
  nonce: 7,
  to: '0x00000000000000000000000000000000000000aa',
  value: 0n,
  data: '0x1234',
  gas: 300_000n,
  maxFeePerGas: 20_000_000_000n,
  maxPriorityFeePerGas: 1_000_000_000n,
}
const NOW = 1_800_000_000

const signerThat = (sign: Signer['signTransaction']): Signer => ({
  kind: 'cdp',
  address: account.address,
  signTransaction: sign,
})

/** The same signature with the other of its two equivalent forms, which nodes refuse. */
const withHighS = async (transaction: UnsignedTransaction): Promise<Hex> => {
  const { r, s, yParity, ...unsigned } = parseTransaction(await account.signTransaction(transaction))
  if (!r || !s || yParity === undefined) throw new Error('not signed')
  const high = `0x${(ORDER - BigInt(s)).toString(16).padStart(64, '0')}` as const
  return serializeTransaction(unsigned, { r, s: high, yParity: 1 - yParity })
}

describe('signTransaction', () => {
  it('returns the bytes with what the journal wants to know of them', async () => {
    const rawTransaction = await account.signTransaction(TRANSACTION)
    const signed = await signTransaction(signerThat(account.signTransaction), TRANSACTION, NOW)
    expect(signed).toEqual({
      txHash: keccak256(rawTransaction),
      rawTransaction,
      sender: account.address,
      nonce: 7,
      maxFeePerGas: 20_000_000_000n,
      maxPriorityFeePerGas: 1_000_000_000n,
      signedAt: NOW,
    })
  })

  it('takes the bytes in either case, and the journal gets one form of them', async () => {
    const upper = async (transaction: UnsignedTransaction) =>
      `0x${(await account.signTransaction(transaction)).slice(2).toUpperCase()}` as const
    const signed = await signTransaction(signerThat(upper), TRANSACTION, NOW)
    expect(signed.rawTransaction).toBe(await account.signTransaction(TRANSACTION))
  })

  it.each<[string, Partial<UnsignedTransaction>]>([
    ['chain', { chainId: 1 }],
    ['nonce', { nonce: 8 }],
    ['recipient', { to: '0x00000000000000000000000000000000000000bb' }],
    ['value', { value: 1n }],
    ['data', { data: '0x1235' }],
    ['gas', { gas: 300_001n }],
    ['fee', { maxFeePerGas: 20_000_000_001n }],
    ['tip', { maxPriorityFeePerGas: 1_000_000_001n }],
  ])('refuses a signer that changes the %s', async (_field, change) => {
    const changing = signerThat((transaction) => account.signTransaction({ ...transaction, ...change }))
    await expect(signTransaction(changing, TRANSACTION, NOW)).rejects.toThrow(
      `the cdp signer returned something else than this transaction signed by ${account.address}`,
    )
  })

  it.each<[string, Signer['signTransaction']]>([
    ['signs with another key', (transaction) => privateKeyToAccount(generatePrivateKey()).signTransaction(transaction)],
    [
      'adds an access list',
      (transaction) => {
        const accessList = [{ address: account.address, storageKeys: [] }]
        return account.signTransaction({ ...transaction, accessList })
      },
    ],
    [
      'signs another type of transaction',
      ({ chainId, nonce, to, data, gas, maxFeePerGas }) =>
        account.signTransaction({ type: 'legacy', chainId, nonce, to, data, gas, gasPrice: maxFeePerGas }),
    ],
    ['does not sign', async (transaction) => serializeTransaction(transaction)],
    ['returns a signature that nodes refuse', withHighS],
    ['appends something', async (transaction) => `${await account.signTransaction(transaction)}00`],
    ['cuts something off', async (transaction) => (await account.signTransaction(transaction)).slice(0, -2) as Hex],
    ['returns nothing', async () => '0x'],
    ['returns no hex', async () => 'signed!' as Hex],
    ['returns no text', async () => undefined as unknown as Hex],
  ])('refuses a signer that %s', async (_how, sign) => {
    await expect(signTransaction(signerThat(sign), TRANSACTION, NOW)).rejects.toThrow(/returned something else/)
  })
})

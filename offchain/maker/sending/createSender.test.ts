import { getEventListeners } from 'node:events'
import { type Hex, type PublicClient, parseEther, parseTransaction, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { createSender } from './createSender.ts'

const POOL = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const CALL = { to: POOL, data: '0x12345678' } as const
const CURRENT = { maxFeePerGas: 100n, maxPriorityFeePerGas: 10n }

/** A node at which a transaction of 200 wei per gas waits already, where told so. */
const nodeOf = ({ waiting = 0n, balance = parseEther('1') } = {}) => {
  const asked: string[] = []
  const taken: ReturnType<typeof parseTransaction>[] = []
  const note = <Answer>(name: string, answer: Answer) => {
    asked.push(name)
    return Promise.resolve(answer)
  }
  const client = {
    getTransactionCount: () => note('nonce', 7),
    estimateGas: () => note('simulate', 100_000n),
    estimateFeesPerGas: () => note('fees', CURRENT),
    getBalance: () => note('balance', balance),
    sendRawTransaction: async ({ serializedTransaction }: { serializedTransaction: Hex }) => {
      const transaction = parseTransaction(serializedTransaction)
      if ((transaction.maxFeePerGas ?? 0n) <= waiting) throw new Error('replacement transaction underpriced')
      taken.push(transaction)
      return note('send', zeroHash)
    },
    waitForTransactionReceipt: () => note('receipt', { status: 'success', transactionHash: zeroHash }),
  }
  return { client: client as unknown as PublicClient, asked, taken }
}
const senderOf = (client: PublicClient, maxFeePerGas = 1_000n) =>
  createSender({
    ...{ client, maxFeePerGas, chainId: 31337, receiptTimeoutMs: 1_000 },
    account: privateKeyToAccount(generatePrivateKey()),
  })

describe('createSender', () => {
  it('reads the nonce before it simulates, so that what was mined meanwhile is simulated on', async () => {
    const { client, asked, taken } = nodeOf()
    const { signal } = new AbortController()
    await senderOf(client)(CALL, signal)
    expect(asked.indexOf('nonce')).toBeLessThan(asked.indexOf('simulate'))
    expect(taken).toMatchObject([{ nonce: 7, gas: 130_000n, to: POOL.toLowerCase(), ...CURRENT }])
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('takes the place of what a killed run left waiting, at the same nonce', async () => {
    const { client, taken } = nodeOf({ waiting: 200n })
    await senderOf(client)(CALL, new AbortController().signal)
    expect(taken).toHaveLength(1)
    expect(taken[0]?.nonce).toBe(7)
    expect(taken[0]?.maxFeePerGas).toBeGreaterThan(200n)
  })

  it('believes no node that shows more of the account than it can have sent', async () => {
    const { client, taken } = nodeOf()
    const sending = senderOf(client)({ ...CALL, leastNonce: 8n }, new AbortController().signal)
    await expect(sending).rejects.toMatchObject({
      retryable: true,
      message: expect.stringMatching(/has sent 7 transactions, and left traces of at least 8/),
    })
    expect(taken).toEqual([])
    await senderOf(client)({ ...CALL, leastNonce: 7n }, new AbortController().signal)
    expect(taken).toHaveLength(1)
  })

  it('never signs above the cap, and says what waits', async () => {
    const { client, taken } = nodeOf({ waiting: 200n })
    const sending = senderOf(client, 150n)(CALL, new AbortController().signal)
    await expect(sending).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('waits at nonce 7'),
    })
    await expect(senderOf(client, 99n)(CALL, new AbortController().signal)).rejects.toThrow('above MAKER_MAX_FEE_GWEI')
    expect(taken).toEqual([])
  })

  it('says who needs ether', async () => {
    const { client, taken } = nodeOf({ balance: 1n })
    await expect(senderOf(client)(CALL, new AbortController().signal)).rejects.toThrow(
      /has 0\.0+1 ether and needs .* send it ether/,
    )
    expect(taken).toEqual([])
  })
})

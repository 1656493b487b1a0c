import { getEventListeners } from 'node:events'
import { createPublicClient, custom, type Hex, type PublicClient, parseEther, parseGwei, parseTransaction } from 'viem'
import { generatePrivateKey, privateKeyToAccount, privateKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClient } from '../../../offchain/chain/createClient.ts'
import { type AccountPayerParameters, accountPayer } from '../../../offchain/enclave/payer/accountPayer.ts'
import type { PaidCall } from '../../../offchain/enclave/payer/payer.ts'
import { RevertedError } from '../../../offchain/enclave/payer/revertedError.ts'
import { type LocalClient, localClient } from '../../../offchain/local/chain/localClient.ts'
import { type Anvil, startAnvil } from '../../../offchain/local/chain/startAnvil.ts'
import { createLog } from '../../../offchain/log.ts'

describe('accountPayer', () => {
  let anvil: Anvil
  let chain: LocalClient
  let client: PublicClient
  const privateKey = generatePrivateKey()
  const address = privateKeyToAddress(privateKey)
  const { signal } = new AbortController()
  /** Stores one word: 60 01 5f 55. */
  const sink = `0x${'51'.repeat(20)}` as const
  const call: PaidCall = { to: sink, data: '0x' }

  beforeAll(async () => {
    anvil = await startAnvil({ port: 0, log: createLog({ name: 'test', level: 'silent' }) })
    chain = localClient(anvil.rpcUrl)
    client = await createClient({ rpcUrl: anvil.rpcUrl, pollingIntervalMs: 20 })
    await chain.setCode({ address: sink, bytecode: '0x60015f55' })
  })
  afterAll(() => anvil?.process.stop())
  beforeEach(async () => {
    await chain.setAutomine(true)
    await chain.mine({ blocks: 1 })
    await chain.setBalance({ address, value: parseEther('1') })
  })
  const pay = (change: Partial<AccountPayerParameters> = {}) =>
    accountPayer(client, { privateKey, maxFeePerGas: parseGwei('500'), receiptTimeoutMs: 5_000, ...change })

  it('pays for a call and hands back how it was mined', async () => {
    const receipt = await pay().send(call, signal)
    // Those of `signal` are of the whole process.
    expect(getEventListeners(signal, 'abort')).toEqual([])
    expect(receipt).toMatchObject({ status: 'success', from: address.toLowerCase(), to: sink })
  })

  it('does not pay more per gas than it may', async () => {
    await expect(pay({ maxFeePerGas: 1n }).send(call, signal)).rejects.toMatchObject({
      message: expect.stringMatching(/is above ENCLAVE_MAX_FEE_GWEI \(0\.000000001\)/),
      retryable: true,
    })
  })

  it('says who needs ether, before it signs', async () => {
    await chain.setBalance({ address, value: 1n })
    await expect(pay().send(call, signal)).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`^the payer ${address} has .* send it ether$`)),
      retryable: true,
    })
  })

  it('outbids its own transaction when that one hangs', async () => {
    await chain.setAutomine(false)
    const payer = pay({ receiptTimeoutMs: 150 })
    const nonce = await client.getTransactionCount({ address })
    await expect(payer.send(call, signal)).rejects.toMatchObject({
      message: expect.stringContaining('was not mined within 150 ms'),
      retryable: true,
    })
    const second = payer.send({ ...call, data: '0x22' }, signal).catch(() => undefined)
    const waiting = async () =>
      Object.values((await chain.getTxpoolContent()).pending).flatMap((byNonce) =>
        Object.values(byNonce).map(({ input }) => input),
      )
    await expect.poll(waiting).toEqual(['0x22'])
    await chain.mine({ blocks: 1 })
    await second
    expect(await client.getTransactionCount({ address })).toBe(nonce + 1)
  })

  describe('with a node that takes no writes', () => {
    let sent: Hex[]
    /** What the node answers to the next ones; then it takes them. */
    let refusals: string[]
    beforeEach(() => {
      sent = []
      refusals = []
    })
    /** Fees stand still, so that all that changes is what the payer changes. */
    const moody = (): PublicClient => ({
      ...client,
      estimateFeesPerGas: (async () => ({
        maxFeePerGas: parseGwei('3'),
        maxPriorityFeePerGas: parseGwei('1'),
      })) as unknown as PublicClient['estimateFeesPerGas'],
      async sendRawTransaction({ serializedTransaction }) {
        sent.push(serializedTransaction)
        const refusal = refusals.shift()
        if (refusal) throw new Error(refusal)
        return client.sendRawTransaction({ serializedTransaction })
      },
    })
    const payer = () => accountPayer(moody(), { privateKey, maxFeePerGas: parseGwei('500'), receiptTimeoutMs: 5_000 })
    const feesOf = (transaction: Hex | undefined) => parseTransaction(transaction ?? '0x').maxFeePerGas

    it('sends the same bytes again, and never more per gas', async () => {
      refusals = Array.from({ length: 20 }, () => 'the node is read-only')
      const one = payer()
      for (let left = refusals.length; left > 0; left--) {
        await expect(one.send(call, signal)).rejects.toThrow('read-only')
      }
      expect(await one.send(call, signal)).toMatchObject({ status: 'success' })
      expect(sent).toHaveLength(21)
      expect(new Set(sent).size).toBe(1)
    })

    it('offers no more for another call either', async () => {
      refusals = ['the node is read-only']
      const one = payer()
      await expect(one.send(call, signal)).rejects.toThrow('read-only')
      await one.send({ ...call, data: '0x22' }, signal)
      expect(sent.map(feesOf)).toEqual([parseGwei('3'), parseGwei('3')])
      expect(parseTransaction(sent[1] ?? '0x').data).toBe('0x22')
    })

    it('outbids what it does not know of, once a node says that it has that', async () => {
      refusals = ['replacement transaction underpriced']
      const one = payer()
      await expect(one.send(call, signal)).rejects.toThrow('underpriced')
      await one.send(call, signal)
      expect(sent.map(feesOf)).toEqual([parseGwei('3'), parseGwei('3.75') + 1n])
    })
  })

  it('does not take the transaction of somebody else with the same nonce for its own', async () => {
    await chain.setAutomine(false)
    const nonce = await client.getTransactionCount({ address })
    const asked: string[] = []
    const watched = createPublicClient({
      chain: client.chain,
      pollingInterval: 20,
      transport: custom({
        request(request) {
          asked.push(request.method)
          return client.request(request)
        },
      }),
    })
    const payer = accountPayer(watched, { privateKey, maxFeePerGas: parseGwei('500'), receiptTimeoutMs: 1_500 })
    const sent = payer.send(call, signal)
    // From the second time on viem knows the transaction, and would follow its nonce.
    await expect.poll(() => asked.filter((method) => method === 'eth_getTransactionReceipt').length).toBe(2)
    const other = await privateKeyToAccount(privateKey).signTransaction({
      type: 'eip1559',
      chainId: 31337,
      nonce,
      to: sink,
      data: '0x33',
      gas: 100_000n,
      maxFeePerGas: parseGwei('50'),
      maxPriorityFeePerGas: parseGwei('50'),
    })
    await client.sendRawTransaction({ serializedTransaction: other })
    await chain.mine({ blocks: 1 })
    await expect(sent).rejects.toMatchObject({
      message: expect.stringMatching(`another one took nonce ${nonce} of the payer ${address}; give every process`),
      retryable: true,
    })
  })

  it.each<[string, bigint, bigint]>([
    ['a fifth more than estimated', 100_000n, 120_000n],
    ['what any transaction may have', 15_000_000n, 16_777_216n],
  ])('asks for %s', async (_name, estimate, gas) => {
    const sent: Hex[] = []
    const estimating: PublicClient = {
      ...client,
      estimateGas: async () => estimate,
      async sendRawTransaction({ serializedTransaction }) {
        sent.push(serializedTransaction)
        return client.sendRawTransaction({ serializedTransaction })
      },
    }
    await accountPayer(estimating, { privateKey, maxFeePerGas: parseGwei('500'), receiptTimeoutMs: 5_000 }).send(
      call,
      signal,
    )
    expect(parseTransaction(sent[0] ?? '0x').gas).toBe(gas)
  })

  it('signs nothing that no block can hold', async () => {
    const estimating: PublicClient = { ...client, estimateGas: async () => 16_777_217n }
    const payer = accountPayer(estimating, { privateKey, maxFeePerGas: parseGwei('500'), receiptTimeoutMs: 5_000 })
    await expect(payer.send(call, signal)).rejects.toThrow('the node wants 16777217 gas, above 16777216')
  })

  it('fails when the call reverts only once it is mined', async () => {
    await chain.setAutomine(false)
    const sent = pay().send(call, signal)
    await expect.poll(async () => (await chain.getTxpoolStatus()).pending).toBe(1)
    // REVERT with nothing, in the place of the code that was estimated.
    await chain.setCode({ address: sink, bytecode: '0x5f5ffd' })
    await chain.mine({ blocks: 1 })
    await expect(sent).rejects.toBeInstanceOf(RevertedError)
    await expect(sent).rejects.toThrow(/^transaction 0x[0-9a-f]{64} reverted$/)
    await chain.setCode({ address: sink, bytecode: '0x60015f55' })
  })

  it('stops waiting when it is told to', async () => {
    await chain.setAutomine(false)
    const stop = new AbortController()
    const sent = pay().send(call, stop.signal)
    await expect.poll(async () => (await chain.getTxpoolStatus()).pending).toBe(1)
    stop.abort()
    await expect(sent).rejects.toThrow('stopped while a transaction was waited for')
  })

  it('never shows a key that is none', () => {
    const outOfRange = `0x${'ff'.repeat(32)}` as const
    expect(() => pay({ privateKey: outOfRange })).toThrow(/^the payer's key is not a private key/)
  })
})

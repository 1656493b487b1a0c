import { type Hex, keccak256, type PublicClient, parseEther, parseGwei } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClient } from '../../../offchain/chain/createClient.ts'
import { accountPayer } from '../../../offchain/enclave/payer/accountPayer.ts'
import { relayCarrier } from '../../../offchain/enclave/payer/relayCarrier.ts'
import { publicCarrier } from '../../../offchain/enclave/payer/transactionCarrier.ts'
import { type LocalClient, localClient } from '../../../offchain/local/chain/localClient.ts'
import { type Anvil, startAnvil } from '../../../offchain/local/chain/startAnvil.ts'
import { createLog } from '../../../offchain/log.ts'
import { type FakeRpc, RpcFailure, startFakeRpc } from '../fakeRpc.ts'
import { recordLog } from '../recordLog.ts'

describe('relayCarrier', () => {
  let anvil: Anvil
  let chain: LocalClient
  let client: PublicClient
  let relay: FakeRpc
  /** What the relay was given. */
  let given: Hex[]
  /** What went through the public nodes. */
  let shown: Hex[]
  let lines: string[]
  const privateKey = generatePrivateKey()
  const call = { to: `0x${'51'.repeat(20)}`, data: '0x' } as const
  const { signal } = new AbortController()

  beforeAll(async () => {
    anvil = await startAnvil({ port: 0, log: createLog({ name: 'test', level: 'silent' }) })
    chain = localClient(anvil.rpcUrl)
    client = await createClient({ rpcUrl: anvil.rpcUrl, pollingIntervalMs: 20 })
    await chain.setBalance({ address: privateKeyToAddress(privateKey), value: parseEther('1') })
  })
  afterAll(() => anvil?.process.stop())
  beforeEach(async () => {
    given = []
    shown = []
    relay = await startFakeRpc((method, [transaction]) => {
      expect(method).toBe('eth_sendRawTransaction')
      given.push(transaction as Hex)
      return keccak256(transaction as Hex)
    })
  })
  afterEach(() => relay.stop())

  const watched = (): PublicClient => ({
    ...client,
    async sendRawTransaction({ serializedTransaction }) {
      shown.push(serializedTransaction)
      return client.sendRawTransaction({ serializedTransaction })
    },
  })
  const open = ({ fallbackMs, receiptTimeoutMs = 5_000 }: { fallbackMs?: number; receiptTimeoutMs?: number } = {}) => {
    const recorded = recordLog()
    lines = recorded.lines
    const reader = watched()
    const fallback = fallbackMs === undefined ? undefined : { afterMs: fallbackMs, carrier: publicCarrier(reader) }
    const carrier = relayCarrier({ url: relay.url, fallback, log: recorded.log })
    return accountPayer(reader, { privateKey, maxFeePerGas: parseGwei('500'), receiptTimeoutMs, carrier })
  }
  /** The relay's own way to whoever builds the next block. */
  const buildFromRelay = async () => {
    await expect.poll(() => given).toHaveLength(1)
    await client.sendRawTransaction({ serializedTransaction: given[0] as Hex })
  }

  it('hands transactions to the relay, and to nobody else', async () => {
    const [receipt] = await Promise.all([open().send(call, signal), buildFromRelay()])
    expect(receipt.status).toBe('success')
    expect(shown).toEqual([])
    expect(relay.calls).toEqual(['eth_sendRawTransaction'])
  })

  it('stays private for ever unless told otherwise, and says when it was not mined', async () => {
    await expect(open({ receiptTimeoutMs: 200 }).send(call, signal)).rejects.toMatchObject({
      message: expect.stringContaining('was not mined within 200 ms'),
      retryable: true,
    })
    expect(given).toHaveLength(1)
    expect(shown).toEqual([])
  })

  it('goes public with the same bytes once the relay had its time', async () => {
    const receipt = await open({ fallbackMs: 50 }).send(call, signal)
    expect(receipt.status).toBe('success')
    expect(shown).toEqual(given)
    expect(shown).toHaveLength(1)
  })

  it('does not go public any more with what is mined', async () => {
    await Promise.all([open({ fallbackMs: 400 }).send(call, signal), buildFromRelay()])
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(shown).toEqual([])
  })

  it.each([
    [
      'refuses',
      () =>
        relay.setHandler(() => {
          throw new RpcFailure(-32000, 'bundle too old')
        }),
    ],
    ['is down', () => relay.setFault({ status: 503 })],
  ])('fails when the relay %s and nothing else is allowed, and does not say its key', async (_how, breakIt) => {
    breakIt()
    const failure = await open()
      .send(call, signal)
      .catch((error: Error & { retryable: boolean }) => error)
    expect(failure).toMatchObject({ retryable: true, message: expect.stringMatching(/^ENCLAVE_RELAY_URL: /) })
    expect(shown).toEqual([])
    const { pathname } = new URL(relay.url)
    expect(`${(failure as Error).message}${lines.join('')}`).not.toContain(pathname.slice(1))
  })

  it('waits the same time before it goes public without the relay', async () => {
    relay.setFault({ status: 503 })
    const startedAt = performance.now()
    const receipt = await open({ fallbackMs: 100 }).send(call, signal)
    expect(receipt.status).toBe('success')
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95)
    expect(shown).toHaveLength(1)
    expect(lines.join()).toContain('the relay does not take the transaction')
  })
})

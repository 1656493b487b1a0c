import { createPublicClient, type Hex, keccak256, type PublicClient, pad } from 'viem'
import { afterEach, describe, expect, it } from 'vitest'
import {
  answerAsChain,
  FAKE_CHAIN,
  type FakeChain,
  type FakeRpc,
  fakeHash,
  RpcFailure,
  type RpcHandler,
  startFakeRpc,
} from '../../../test/offchain/fakeRpc.ts'
import { describeError } from '../describeError.ts'
import { isRetryable } from '../isRetryable.ts'
import { type OpenProvidersParameters, openProviders, type Providers } from './openProviders.ts'

const ADDRESS = pad('0x0a', { size: 20 })

let servers: FakeRpc[] = []
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  servers = []
})

type Fixture = { chains: FakeChain[]; client: PublicClient; providers: Providers; servers: FakeRpc[] }

/** As many providers as there are chains; each chain may be changed while its provider runs. */
const setUp = async (
  changes: Partial<FakeChain>[],
  options: Partial<OpenProvidersParameters> = {},
): Promise<Fixture> => {
  const chains = changes.map((change) => ({ ...FAKE_CHAIN, ...change }))
  servers = await Promise.all(chains.map((chain) => startFakeRpc(answerAsChain(chain))))
  const providers = openProviders({ urls: servers.map(({ url }) => url), timeoutMs: 1_500, ...options })
  return { chains, client: createPublicClient({ transport: providers.transport }), providers, servers }
}

const serverAt = (index: number): FakeRpc => {
  const server = servers[index]
  if (!server) throw new Error(`no server ${index}`)
  return server
}

const overriding = (chain: FakeChain, method: string, reply: () => unknown): RpcHandler => {
  const normal = answerAsChain(chain)
  return (asked, params) => (asked === method ? reply() : normal(asked, params))
}

const callAt = (client: PublicClient) => client.call({ to: ADDRESS, blockNumber: 90n }).then(({ data }) => data)
const states = (providers: Providers) => providers.health().map(({ state }) => state)

const failureOf = async (promise: Promise<unknown>): Promise<{ message: string; retryable: boolean }> => {
  const error = await promise.then(
    () => {
      throw new Error('it succeeded')
    },
    (failed: unknown) => failed,
  )
  // Whatever else an error says, it never names the endpoint.
  for (const { url } of servers) expect(String((error as Error).stack)).not.toContain(new URL(url).host)
  return { message: describeError(error), retryable: isRetryable(error) }
}

describe('one provider', () => {
  it('answers through it, and knows its head and how long it took', async () => {
    const { client, providers } = await setUp([{}])
    expect(await client.getChainId()).toBe(31337)
    expect(await client.getBlockNumber()).toBe(100n)
    expect(await callAt(client)).toBe('0x2a')
    expect(providers.health()).toEqual([
      { name: 'RPC_URL', state: 'healthy', lastError: undefined, latencyMs: expect.any(Number), head: 100n },
    ])
  })

  it('tries again after a server error, and is healthy afterwards', async () => {
    const { chains, client, providers } = await setUp([{}])
    let failures = 1
    const chain = chains[0] as FakeChain
    serverAt(0).setHandler(
      overriding(chain, 'eth_call', () => {
        if (failures-- > 0) throw new RpcFailure(429, 'too many requests')
        return '0x2b'
      }),
    )
    expect(await callAt(client)).toBe('0x2b')
    expect(states(providers)).toEqual(['healthy'])
  })

  it.each([
    ['does not answer', 'hang', /no answer within 1500 ms/],
    ['answers 500', { status: 500 }, /HTTP 500/],
    ['answers 429', { status: 429 }, /HTTP 429/],
    ['redirects', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, /HTTP 302/],
    ['breaks off', 'truncated', /malformed JSON/],
    ['answers another request', 'wrongId', /another request/],
    ['sends too much', 'huge', /response too large: more than 1000000 bytes/],
  ] as const)('gives up with a retryable error when it %s', async (_what, fault, message) => {
    const { client, providers } = await setUp([{}], { maxResponseBytes: 1_000_000 })
    await client.getChainId()
    serverAt(0).setFault(fault)
    const before = serverAt(0).calls.length
    const failure = await failureOf(callAt(client))
    expect(failure.message).toMatch(message)
    expect(failure.retryable).toBe(true)
    // Too much is not a fault of the provider.
    expect(states(providers)).toEqual([fault === 'huge' ? 'healthy' : 'failing'])
    expect(serverAt(0).calls.length).toBeGreaterThan(before)
    expect(serverAt(0).calls.length).toBeLessThanOrEqual(before + (fault === 'huge' || fault === 'hang' ? 1 : 3))
  })

  it('says that there is no connection, and not to where', async () => {
    const { client } = await setUp([{}])
    await client.getChainId()
    await serverAt(0).stop()
    expect(await failureOf(callAt(client))).toEqual({
      message: 'eth_call failed; RPC_URL: no connection (ECONNREFUSED)',
      retryable: true,
    })
  })

  it('sends the credentials of a URL in a header, and shows them nowhere', async () => {
    await setUp([{}])
    const url = serverAt(0).url.replace('http://', 'http://user:p%40ss@')
    const client = createPublicClient({ transport: openProviders({ urls: [url] }).transport })
    expect(await client.getChainId()).toBe(31337)
    expect(serverAt(0).authorization()).toBe(`Basic ${btoa('user:p@ss')}`)
    await serverAt(0).stop()
    expect((await failureOf(callAt(client))).message).toMatch(/RPC_URL: no connection \(ECONNREFUSED\)$/)
  })

  it('leaves it alone as long as Retry-After says', async () => {
    const { client } = await setUp([{}])
    await client.getChainId()
    serverAt(0).setFault({ status: 429, headers: { 'retry-after': '30' } })
    await failureOf(callAt(client))
    serverAt(0).setFault(undefined)
    const before = serverAt(0).calls.length
    expect(await failureOf(callAt(client))).toEqual({ message: 'eth_call failed; RPC_URL: HTTP 429', retryable: true })
    expect(serverAt(0).calls.length).toBe(before)
  })

  it('passes a revert on as what the chain says, and an internal error as a failure', async () => {
    const { chains, client } = await setUp([{}])
    const chain = chains[0] as FakeChain
    serverAt(0).setHandler(
      overriding(chain, 'eth_call', () => {
        throw new RpcFailure(3, 'execution reverted', '0x12345678')
      }),
    )
    expect(await failureOf(callAt(client))).toEqual({ message: 'unknown error 0x12345678()', retryable: false })
    serverAt(0).setHandler(
      overriding(chain, 'eth_call', () => {
        throw new RpcFailure(-32603, 'database is closed, see https://provider.example/key')
      }),
    )
    expect(await failureOf(callAt(client))).toEqual({
      message: 'RPC_URL: database is closed, see <url>',
      retryable: true,
    })
  })

  it('never uses a provider whose chain changes', async () => {
    const { chains, client, providers } = await setUp([{}])
    await client.getChainId()
    serverAt(0).setFault({ status: 503 })
    await failureOf(callAt(client))
    serverAt(0).setFault(undefined)
    ;(chains[0] as FakeChain).chainId = 5
    await expect.poll(async () => (await failureOf(callAt(client))).message, { timeout: 10_000 }).toMatch(/chain id 5/)
    expect(states(providers)).toEqual(['wrongChain'])
  })

  it('passes other methods on, once', async () => {
    const { client } = await setUp([{}])
    expect((await failureOf(client.request({ method: 'eth_syncing' } as never))).message).toMatch(/does not exist/)
    expect(serverAt(0).calls.filter((method) => method === 'eth_syncing')).toHaveLength(1)
  })
})

describe('several providers', () => {
  it('ask two, and the third only when they do not agree', async () => {
    const { client, providers } = await setUp([{}, {}, {}])
    expect(await callAt(client)).toBe('0x2a')
    expect(servers.map(({ calls }) => calls.filter((method) => method === 'eth_call').length)).toEqual([1, 1, 0])
    expect(states(providers)).toEqual(['healthy', 'healthy', 'healthy'])
  })

  it.each([0, 1, 2])('outvote a liar at place %i, and say that it is failing when it was heard', async (liar) => {
    const { chains, client, providers } = await setUp([{}, {}, {}])
    ;(chains[liar] as FakeChain).callResult = '0x66'
    expect(await callAt(client)).toBe('0x2a')
    expect(states(providers)[liar]).toBe(liar === 2 ? 'healthy' : 'failing')
    expect(states(providers).filter((state) => state === 'failing')).toHaveLength(liar === 2 ? 0 : 1)
  })

  it('state nothing when two of two disagree', async () => {
    const { client } = await setUp([{}, { callResult: '0x66' }])
    expect(await failureOf(callAt(client))).toEqual({
      message: 'providers disagree about eth_call: 2 answers from 2 providers',
      retryable: true,
    })
  })

  it('disagree when one of two knows another block, leaves out a log or has no receipt', async () => {
    const log = {
      address: ADDRESS,
      topics: [],
      data: '0x',
      blockNumber: '0x5a',
      blockHash: fakeHash(FAKE_CHAIN, 90n),
      transactionHash: pad('0x01'),
      logIndex: '0x0',
    }
    const { chains, client } = await setUp([{ logs: [log] }, { fork: 'other', forkedAt: 90n }])
    expect((await failureOf(client.getBlock({ blockNumber: 95n }))).message).toMatch(
      /disagree about eth_getBlockByNumber/,
    )
    const logs = client.getLogs({ address: ADDRESS, fromBlock: 80n, toBlock: 95n })
    expect((await failureOf(logs)).message).toMatch(/disagree about eth_getLogs/)
    const receipt = {
      transactionHash: pad('0x01'),
      blockHash: fakeHash(FAKE_CHAIN, 90n),
      blockNumber: '0x5a',
      status: '0x1',
      logs: [log],
    }
    serverAt(0).setHandler(overriding(chains[0] as FakeChain, 'eth_getTransactionReceipt', () => receipt))
    const asked = client.getTransactionReceipt({ hash: pad('0x01') })
    expect((await failureOf(asked)).message).toMatch(/disagree about eth_getTransactionReceipt/)
  })

  it('agree although one adds fields and spells in capitals', async () => {
    const { chains, client } = await setUp([{}, {}])
    const spelled = { ...FAKE_CHAIN }
    serverAt(1).setHandler(
      overriding(chains[1] as FakeChain, 'eth_getBlockByNumber', () => ({
        number: '0x5f',
        hash: `0x${fakeHash(spelled, 95n).slice(2).toUpperCase()}`,
        parentHash: fakeHash(spelled, 94n),
        timestamp: '0x6b49d25f',
        l1BlockNumber: '0x1',
      })),
    )
    expect((await client.getBlock({ blockNumber: 95n })).hash).toBe(fakeHash(spelled, 95n))
  })

  it('agree on a revert by its data, whatever the words', async () => {
    const { chains, client } = await setUp([{}, {}])
    serverAt(0).setHandler(
      overriding(chains[0] as FakeChain, 'eth_call', () => {
        throw new RpcFailure(3, 'execution reverted: no', '0x12345678')
      }),
    )
    serverAt(1).setHandler(
      overriding(chains[1] as FakeChain, 'eth_call', () => {
        throw new RpcFailure(-32015, 'VM execution error.', 'Reverted 0x12345678')
      }),
    )
    expect(await failureOf(callAt(client))).toEqual({ message: 'unknown error 0x12345678()', retryable: false })
  })

  it('go on without one that hangs, and fail closed without two', async () => {
    const { client, providers } = await setUp([{}, {}, {}], { timeoutMs: 300 })
    await client.getChainId()
    serverAt(0).setFault('hang')
    expect(await callAt(client)).toBe('0x2a')
    expect(states(providers)).toEqual(['failing', 'healthy', 'healthy'])
    serverAt(1).setFault({ status: 503, headers: { 'retry-after': '30' } })
    const failure = await failureOf(callAt(client))
    expect(failure.message).toMatch(/1 of 2 needed providers answer eth_call; RPC_URL #\d: /)
    expect(failure.retryable).toBe(true)
  })

  it('take the head and the final block that two have reached', async () => {
    const { client, providers } = await setUp([{ head: 120n, finalized: 70n }, { finalized: 63n }, { head: 90n }])
    expect(await client.getBlockNumber()).toBe(100n)
    expect((await client.getBlock({ blockTag: 'finalized' })).number).toBe(64n)
    expect(states(providers)).toEqual(['healthy', 'healthy', 'lagging'])
  })

  it('read what is latest at the head that two have reached', async () => {
    const { client } = await setUp([{ head: 120n }, {}])
    expect((await client.getBlock()).number).toBe(100n)
    await client.call({ to: ADDRESS })
    expect((await failureOf(client.getBlock({ blockNumber: 110n }))).message).toMatch(/disagree/)
  })

  it('do not take the silence of a provider that lags for an absence of logs', async () => {
    const { client } = await setUp([{ head: 80n }, { head: 80n }, {}])
    const failure = await failureOf(client.getLogs({ fromBlock: 70n, toBlock: 95n }))
    expect(failure.message).toMatch(/RPC_URL #1: it has not reached block 95/)
    expect(failure.retryable).toBe(true)
  })

  it('never count a provider of another chain', async () => {
    const { client, providers } = await setUp([{}, { chainId: 5, callResult: '0x66' }, { callResult: '0x66' }], {
      expectedChainId: 31337,
    })
    expect((await failureOf(callAt(client))).message).toMatch(/disagree/)
    expect(providers.health()[1]).toMatchObject({
      state: 'wrongChain',
      lastError: 'it answers chain id 5, expected chain id 31337',
    })
  })

  it('fail closed when only one is on the expected chain', async () => {
    const { client } = await setUp([{}, { chainId: 5 }], { expectedChainId: 31337 })
    const failure = await failureOf(client.getBlockNumber())
    expect(failure.message).toMatch(/1 of 2 needed providers know the latest block; RPC_URL #2: .*chain id 5/)
    expect(failure.retryable).toBe(true)
  })

  it('ask one for advice on fees, the next when it fails', async () => {
    const { client } = await setUp([{}, {}])
    await client.getChainId()
    serverAt(0).setFault({ status: 500 })
    expect(await client.getGasPrice()).toBe(7n)
  })

  it('report each change of health once', async () => {
    const changes: string[] = []
    const { client } = await setUp([{}, {}, {}], {
      onHealthChange: ({ name, state }) => changes.push(`${name} ${state}`),
    })
    await client.getChainId()
    serverAt(1).setFault({ status: 500 })
    await Promise.all([callAt(client), client.getBlock({ blockNumber: 9n })])
    serverAt(1).setFault(undefined)
    await expect
      .poll(async () => {
        await client.getBlockNumber({ cacheTime: 0 })
        return changes
      })
      .toEqual(['RPC_URL #2 failing', 'RPC_URL #2 healthy'])
  })

  it('refuse what they cannot agree on', async () => {
    const { client } = await setUp([{}, {}])
    const failure = await failureOf(client.request({ method: 'eth_syncing' } as never))
    expect(failure.retryable).toBe(false)
  })
})

describe('a signed transaction', () => {
  const RAW: Hex = '0x02c0'
  const send = ({ client }: Fixture) => client.request({ method: 'eth_sendRawTransaction', params: [RAW] })
  const replyWith = ({ chains }: Fixture, index: number, reply: () => unknown) =>
    serverAt(index).setHandler(overriding(chains[index] as FakeChain, 'eth_sendRawTransaction', reply))
  const refuse = (message: string) => () => {
    throw new RpcFailure(-32000, message)
  }

  it('goes to every provider, and is sent when one takes it', async () => {
    const fixture = await setUp([{}, {}, {}])
    replyWith(fixture, 0, refuse('transaction underpriced'))
    replyWith(fixture, 1, () => keccak256(RAW))
    replyWith(fixture, 2, refuse('nonce too low'))
    expect(await send(fixture)).toBe(keccak256(RAW))
    await expect.poll(() => servers.every(({ calls }) => calls.includes('eth_sendRawTransaction'))).toBe(true)
  })

  it('is sent when a provider knows it already', async () => {
    const fixture = await setUp([{}])
    replyWith(fixture, 0, refuse('already known'))
    expect(await send(fixture)).toBe(keccak256(RAW))
  })

  it('is not sent when a provider names another transaction', async () => {
    const fixture = await setUp([{}])
    replyWith(fixture, 0, () => pad('0x01'))
    expect((await failureOf(send(fixture))).message).toMatch(/names another transaction/)
  })

  it('fails with the error that tells most', async () => {
    const fixture = await setUp([{}, {}, {}])
    replyWith(fixture, 0, refuse('transaction underpriced'))
    replyWith(fixture, 1, refuse('nonce too low: next nonce 9, tx nonce 7'))
    await fixture.client.getChainId()
    serverAt(2).setFault({ status: 500 })
    const { message } = await failureOf(send(fixture))
    expect(message).toBe('RPC_URL #2: nonce too low: next nonce 9, tx nonce 7')
  })
})

describe('openProviders', () => {
  it('refuses what is no URL, without showing it, and the same provider twice', () => {
    expect(() => openProviders({ urls: ['secret'] })).toThrow('RPC_URL is not a URL')
    expect(() => openProviders({ urls: ['http://a.test', 'ftp://secret'] })).toThrow(/^RPC_URL #2 must begin with http/)
    expect(() => openProviders({ urls: ['http://a.test', 'http://a.test/'] })).toThrow(/the same provider twice/)
    expect(() => openProviders({ urls: [] })).toThrow('RPC_URL is missing')
  })
})

import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Hex, keccak256, numberToHex, toHex } from 'viem'

/** What goes wrong between a provider and its client. */
export type RpcFault = 'hang' | 'truncated' | 'wrongId' | 'huge' | { status: number; headers?: Record<string, string> }

/** Thrown by a handler: answered as a JSON-RPC error. */
export class RpcFailure extends Error {
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

export type RpcHandler = (method: string, params: readonly unknown[]) => unknown

export type FakeRpc = {
  url: string
  /** Methods asked for, in order; faulty requests included. */
  calls: string[]
  /** Authorization header of the last request. */
  authorization(): string | undefined
  setFault(fault: RpcFault | undefined): void
  setHandler(handler: RpcHandler): void
  stop(): Promise<void>
}

const answer = (handler: RpcHandler, { id, method, params }: { id: number; method: string; params: unknown[] }) => {
  try {
    return { jsonrpc: '2.0', id, result: handler(method, params) ?? null }
  } catch (error) {
    if (!(error instanceof RpcFailure)) throw error
    return { jsonrpc: '2.0', id, error: { code: error.code, message: error.message, data: error.data } }
  }
}

/** A JSON-RPC provider on loopback that can be made to misbehave. */
export const startFakeRpc = async (handler: RpcHandler): Promise<FakeRpc> => {
  const calls: string[] = []
  let fault: RpcFault | undefined
  let current = handler
  let authorization: string | undefined
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as { id: number; method: string; params: unknown[] }
    calls.push(asked.method)
    authorization = request.headers.authorization
    if (fault === 'hang') return
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end('{"error":"secret.example/key"}')
      return
    }
    const body = JSON.stringify(answer(current, fault === 'wrongId' ? { ...asked, id: asked.id + 1_000 } : asked))
    response.writeHead(200, { 'content-type': 'application/json' })
    if (fault === 'truncated') response.end(body.slice(0, body.length / 2))
    else if (fault === 'huge') response.end(body.padEnd(4_000_000, ' '))
    else response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/key-${port}`,
    calls,
    authorization: () => authorization,
    setFault(next) {
      fault = next
    },
    setHandler(next) {
      current = next
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type FakeChain = {
  chainId: number
  head: bigint
  /** Part of every block hash from `forkedAt` on: another word, another history. */
  fork: string
  forkedAt: bigint
  finalized: bigint
  /** What every eth_call returns. */
  callResult: Hex
  logs: readonly object[]
}

export const FAKE_CHAIN: FakeChain = {
  chainId: 31337,
  head: 100n,
  fork: 'main',
  forkedAt: 0n,
  finalized: 64n,
  callResult: '0x2a',
  logs: [],
}

/** Hash of a block of a fake chain. */
export const fakeHash = ({ fork, forkedAt }: FakeChain, number: bigint): Hex =>
  keccak256(toHex(`${number >= forkedAt ? fork : 'main'} ${number}`))

const blockOf = (chain: FakeChain, number: bigint) =>
  number > chain.head
    ? null
    : {
        number: numberToHex(number),
        hash: fakeHash(chain, number),
        parentHash: fakeHash(chain, number - 1n),
        timestamp: numberToHex(1_800_000_000n + number),
        transactions: [],
      }

/** Answers as a node of `chain`, which may be changed while it runs. */
export const answerAsChain =
  (chain: FakeChain): RpcHandler =>
  (method, params) => {
    const [first] = params
    switch (method) {
      case 'eth_chainId':
        return numberToHex(chain.chainId)
      case 'eth_blockNumber':
        return numberToHex(chain.head)
      case 'eth_getBlockByNumber': {
        const tags: Record<string, bigint> = { latest: chain.head, safe: chain.finalized, finalized: chain.finalized }
        return blockOf(chain, tags[String(first)] ?? BigInt(String(first)))
      }
      case 'eth_call':
        return chain.callResult
      case 'eth_getTransactionReceipt':
        return null
      case 'eth_gasPrice':
        return '0x7'
      case 'eth_getLogs': {
        const { fromBlock, toBlock } = first as { fromBlock: Hex; toBlock: Hex }
        return chain.logs.filter((log) => {
          const number = BigInt((log as { blockNumber: Hex }).blockNumber)
          return number >= BigInt(fromBlock) && number <= BigInt(toBlock) && number <= chain.head
        })
      }
      default:
        throw new RpcFailure(-32601, `the method ${method} does not exist`)
    }
  }

import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PublicClient } from 'viem'
import { connectChain } from '../../../offchain/chain/connectChain.ts'
import { LOCAL_CHAIN_ID } from '../../../offchain/chain/mainnet.ts'

export type RpcCall = { method: string; params: readonly unknown[] }

/** What the provider says instead; `tell` is the truth. What it throws, the provider answers as an error. */
export type Lie = (call: RpcCall, tell: (call: RpcCall) => Promise<unknown>) => Promise<unknown>

/** A provider of a chain that says what it is told to. */
export type Provider = {
  url: string
  /** Connected to this provider alone. */
  client: PublicClient
  /** Everything that was asked since the last {@link Provider.lie}. */
  calls: RpcCall[]
  /** Says the truth again without one. */
  lie(lie?: Lie): void
  stop(): Promise<void>
}

type Reply = { result?: unknown; error?: { code: number; message: string } }

const post = async (url: string, call: RpcCall): Promise<Reply> => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...call })
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return (await response.json()) as Reply
}

/** An error of JSON-RPC, as the chain gave it. */
class RpcError extends Error {
  readonly code: number
  constructor({ code, message }: { code: number; message: string }) {
    super(message)
    this.code = code
  }
}

/** Starts a provider on loopback, in front of the node at `upstream`. */
export const startProvider = async (upstream: string): Promise<Provider> => {
  const calls: RpcCall[] = []
  const tell = async (call: RpcCall): Promise<unknown> => {
    const { result, error } = await post(upstream, call)
    if (error) throw new RpcError(error)
    return result
  }
  let lie: Lie | undefined
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { id, method, params = [] } = JSON.parse(Buffer.concat(chunks).toString()) as RpcCall & { id: number }
    calls.push({ method, params })
    const reply: Reply = await (lie ? lie({ method, params }, tell) : tell({ method, params })).then(
      (result) => ({ result }),
      (error: Error) => ({ error: { code: error instanceof RpcError ? error.code : -32000, message: error.message } }),
    )
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id, ...reply }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { client } = await connectChain({ rpcUrls: [url], expectedChainId: LOCAL_CHAIN_ID })
  return {
    url,
    client,
    calls,
    lie(next) {
      lie = next
      calls.length = 0
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

import { type Forward, type RpcCall, type RpcReply, replyWith } from './jsonRpc.ts'

const TAG_DISTANCE: Record<string, number> = { latest: 0, pending: 0, safe: 32, finalized: 64 }

/** Which parameter of a method names the block that is asked about. */
const BLOCK_PARAMETER: Record<string, number> = {
  eth_call: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getTransactionCount: 1,
  eth_estimateGas: 1,
  eth_feeHistory: 1,
  eth_getStorageAt: 2,
  eth_getBlockByNumber: 0,
}

const toHex = (value: number): string => `0x${Math.max(0, value).toString(16)}`

const heightOf = (block: unknown, asOf: number): number => {
  const tag = typeof block === 'string' ? block : 'latest'
  const distance = TAG_DISTANCE[tag]
  return distance === undefined ? Number(tag) : asOf - distance
}

const isAbove = (result: unknown, field: string, asOf: number): boolean => {
  const height = (result as Record<string, unknown> | null)?.[field]
  return typeof height === 'string' && Number(height) > asOf
}

const logsAsOf = async (call: RpcCall, asOf: number, forward: Forward): Promise<RpcReply> => {
  const filter = (call.params?.[0] ?? {}) as Record<string, unknown>
  const from = heightOf(filter.fromBlock, asOf)
  if (from > asOf) return replyWith(call, [])
  const to = Math.min(heightOf(filter.toBlock, asOf), asOf)
  return forward({ ...call, params: [{ ...filter, fromBlock: toHex(from), toBlock: toHex(to) }] })
}

/** Answers as a node would whose newest block is `asOf`. */
export const answerAsOf = async (call: RpcCall, asOf: number, forward: Forward): Promise<RpcReply> => {
  if (call.method === 'eth_blockNumber') return replyWith(call, toHex(asOf))
  if (call.method === 'eth_getLogs') return logsAsOf(call, asOf, forward)
  const position = BLOCK_PARAMETER[call.method]
  if (position !== undefined && typeof (call.params?.[position] ?? 'latest') === 'string') {
    const height = heightOf(call.params?.[position], asOf)
    if (height > asOf && call.method === 'eth_getBlockByNumber') return replyWith(call, null)
    if (height > asOf) return { id: call.id, jsonrpc: '2.0', error: { code: -32000, message: 'header not found' } }
    const params = [...(call.params ?? [])]
    params[position] = toHex(height)
    return forward({ ...call, params })
  }
  const reply = await forward(call)
  const isUnknown = isAbove(reply.result, 'blockNumber', asOf) || isAbove(reply.result, 'number', asOf)
  return isUnknown ? replyWith(call, null) : reply
}

import { type Hex, keccak256, numberToHex } from 'viem'
import { answerAsOf } from './answerAsOf.ts'
import { type Forward, type RpcCall, type RpcReply, replyWith } from './jsonRpc.ts'
import type { LieFault } from './rpcFault.ts'

const FEE_FIELDS = new Set(['baseFeePerGas', 'baseFeePerBlobGas'])

const scale = (value: unknown, factor: number): unknown => {
  if (typeof value === 'string') return numberToHex(BigInt(value) * BigInt(factor))
  return Array.isArray(value) ? value.map((inner) => scale(inner, factor)) : value
}

const scaleFees = (call: RpcCall, { result, ...reply }: RpcReply, factor: number): RpcReply => {
  if (call.method === 'eth_gasPrice' || call.method === 'eth_maxPriorityFeePerGas') {
    return { ...reply, result: scale(result, factor) }
  }
  if (result === null || typeof result !== 'object' || Array.isArray(result)) return { ...reply, result }
  const fields = Object.entries(result).map(([name, value]) => {
    const isFee = FEE_FIELDS.has(name) || (call.method === 'eth_feeHistory' && name === 'reward')
    return [name, isFee ? scale(value, factor) : value]
  })
  return { ...reply, result: Object.fromEntries(fields) }
}

const loseBroadcast = async (
  call: RpcCall,
  mode: (LieFault & { kind: 'lostBroadcast' })['mode'],
  forward: Forward,
): Promise<RpcReply | 'hang'> => {
  if (mode === 'droppedSilently') return replyWith(call, keccak256(call.params?.[0] as Hex))
  await forward(call)
  if (mode === 'sentThenHang') return 'hang'
  return { id: call.id, jsonrpc: '2.0', error: { code: -32603, message: 'internal error' } }
}

const headOf = async (forward: Forward): Promise<number> =>
  Number((await forward({ id: 0, method: 'eth_blockNumber' })).result)

/** Answers one call untruthfully, in the way that `fault` names; `hang` is no answer at all. */
export const answerWithLie = async (call: RpcCall, fault: LieFault, forward: Forward): Promise<RpcReply | 'hang'> => {
  const { method } = call
  switch (fault.kind) {
    case 'lagging':
      return answerAsOf(call, Math.max(0, (await headOf(forward)) - fault.blocks), forward)
    case 'oldHead': {
      const isHead =
        method === 'eth_blockNumber' || (method === 'eth_getBlockByNumber' && call.params?.[0] === 'latest')
      return isHead ? answerAsOf(call, Math.max(0, (await headOf(forward)) - fault.blocks), forward) : forward(call)
    }
    case 'missingLogs':
      return method === 'eth_getLogs' ? replyWith(call, []) : forward(call)
    case 'wrongChain':
      return method === 'eth_chainId' ? replyWith(call, '0x1') : forward(call)
    case 'noReceipts':
      return /^eth_getTransaction(Receipt|ByHash)$/.test(method) ? replyWith(call, null) : forward(call)
    case 'lostBroadcast':
      return method === 'eth_sendRawTransaction' ? loseBroadcast(call, fault.mode, forward) : forward(call)
    case 'gasSpike':
      return scaleFees(call, await forward(call), fault.factor)
  }
}

import type { RpcCall } from './jsonRpc.ts'

/** What a call does, without what changes from run to run: its method, and the function of a contract that it calls. */
export const labelOf = ({ method, params }: RpcCall): string => {
  const target = params?.[0] as { data?: string; input?: string } | undefined
  const data = method === 'eth_call' || method === 'eth_estimateGas' ? (target?.data ?? target?.input) : undefined
  return data ? `${method}:${data.slice(0, 10)}` : method
}

const SEND = 'eth_sendRawTransaction'

/**
 * Names the calls of a story: the second `eth_getLogs` before anything is sent is `eth_getLogs#2`, the first one after
 * the first transaction `eth_getLogs+1#1`.
 */
export const createStepCounter = () => {
  const counts = new Map<string, number>()
  return (call: RpcCall): string => {
    const sends = counts.get(SEND) ?? 0
    const label = labelOf(call)
    const place = label === SEND || sends === 0 ? label : `${label}+${sends}`
    const count = (counts.get(place) ?? 0) + 1
    counts.set(place, count)
    return `${place}#${count}`
  }
}

/** One JSON-RPC call as it comes over the wire. */
export type RpcCall = { id: unknown; method: string; params?: readonly unknown[] }

/** What a node answers to one call. */
export type RpcReply = { id: unknown; jsonrpc: '2.0'; result?: unknown; error?: { code: number; message: string } }

/** Asks the node behind the proxy. */
export type Forward = (call: RpcCall) => Promise<RpcReply>

/** A reply to `call` that says `result`. */
export const replyWith = ({ id }: RpcCall, result: unknown): RpcReply => ({ id, jsonrpc: '2.0', result })

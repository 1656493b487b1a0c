/** A call over plain JSON-RPC. */
export type NodeCall = { method: string; params: readonly unknown[] }

type Reply = { id: number; result?: unknown; error?: { message: string } }

/** Calls in one request: more make the answer very long. */
const BATCH = 200

/** Asks a node, raw, without a library that reads or renames anything in between; answers come in the calls' order. */
export const askNode = async <Result>(rpcUrl: string, calls: readonly NodeCall[]): Promise<Result[]> => {
  const results: Result[] = []
  for (let from = 0; from < calls.length; from += BATCH) {
    const batch = calls.slice(from, from + BATCH)
    const response = await fetch(rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch.map((call, id) => ({ jsonrpc: '2.0', id, ...call }))),
    })
    const replies = new Map(((await response.json()) as Reply[]).map((reply) => [reply.id, reply]))
    for (const [id, { method }] of batch.entries()) {
      const reply = replies.get(id)
      if (!reply || reply.error) throw new Error(`${method}: ${reply?.error?.message ?? 'no answer'}`)
      results.push(reply.result as Result)
    }
  }
  return results
}

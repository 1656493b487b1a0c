import type { Hex } from 'viem'
import type { PublicLog, PublicTransaction } from './publicRun.ts'

type RawTransaction = { hash: Hex; to: Hex | null; input: Hex; value: Hex }
type RawBlock = { number: Hex; timestamp: Hex; transactions: RawTransaction[] }
type RawReceipt = { transactionHash: Hex; gasUsed: Hex; logs: PublicLog[] }
type RawReply = { id: number; result?: unknown; error?: { message: string } }

const askAll = async (rpcUrl: string, calls: readonly { method: string; params: readonly unknown[] }[]) => {
  if (calls.length === 0) return []
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call }))),
  })
  const replies = (await response.json()) as RawReply[]
  return calls.map(({ method }, id) => {
    const reply = replies.find((entry) => entry.id === id)
    if (!reply || reply.error) throw new Error(`${method}: ${reply?.error?.message ?? 'no answer'}`)
    return reply.result
  })
}

/** Everything that was mined in these blocks, read back from the node: nothing but what the chain shows. */
export const readTransactions = async (
  rpcUrl: string,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<PublicTransaction[]> => {
  const numbers = Array.from(
    { length: Number(toBlock - fromBlock) + 1 },
    (_, at) => `0x${(fromBlock + BigInt(at)).toString(16)}`,
  )
  const blocks = (await askAll(
    rpcUrl,
    numbers.map((number) => ({ method: 'eth_getBlockByNumber', params: [number, true] })),
  )) as RawBlock[]
  const full = blocks.filter(({ transactions }) => transactions.length > 0)
  const receipts = (await askAll(
    rpcUrl,
    full.map(({ number }) => ({ method: 'eth_getBlockReceipts', params: [number] })),
  )) as RawReceipt[][]
  return full.flatMap(({ number, timestamp, transactions }, at) =>
    transactions.map(({ hash, to, input, value }) => {
      const receipt = receipts[at]?.find(({ transactionHash }) => transactionHash === hash)
      if (!receipt) throw new Error(`no receipt of ${hash}`)
      return {
        ...{ to, data: input, value: BigInt(value), gasUsed: Number(receipt.gasUsed), block: Number(number) },
        timestamp: Number(timestamp),
        logs: receipt.logs.map(({ address, topics, data }) => ({ address, topics, data })),
      }
    }),
  )
}

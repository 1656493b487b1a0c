import { askNode } from './askNode.ts'
import type { PublicBytes } from './searchLeaks.ts'

type RawTransaction = { hash: string; to: string | null; input: string }
type RawBlock = { transactions: RawTransaction[] }
type RawLog = { address: string; topics: string[]; data: string }
type RawReceipt = { logs: RawLog[]; gasUsed: string }

const SELECTOR_BYTES = 4

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'))

const isSame = (one: string | null, other: string): boolean => one?.toLowerCase() === other.toLowerCase()

/**
 * Everything that the chain shows of transactions from a block on, raw, over plain JSON-RPC: of all of them, or of those that
 * called one contract or made it log.
 */
export const recordPublic = async (rpcUrl: string, contract?: string, fromBlock = 0): Promise<PublicBytes[]> => {
  const [head] = await askNode<string>(rpcUrl, [{ method: 'eth_blockNumber', params: [] }])
  const count = Math.max(0, Number(head) + 1 - fromBlock)
  const numbers = Array.from({ length: count }, (_, at) => `0x${(fromBlock + at).toString(16)}`)
  const blocks = await askNode<RawBlock>(
    rpcUrl,
    numbers.map((number) => ({ method: 'eth_getBlockByNumber', params: [number, true] })),
  )
  const transactions = blocks.flatMap((block) => block.transactions)
  const receipts = await askNode<RawReceipt>(
    rpcUrl,
    transactions.map(({ hash }) => ({ method: 'eth_getTransactionReceipt', params: [hash] })),
  )
  const mined = transactions
    .map((transaction, index) => ({ ...transaction, ...(receipts[index] as RawReceipt) }))
    .filter(
      ({ to, logs }) =>
        contract === undefined || isSame(to, contract) || logs.some(({ address }) => isSame(address, contract)),
    )
  const raws = await askNode<string>(
    rpcUrl,
    mined.map(({ hash }) => ({ method: 'eth_getRawTransactionByHash', params: [hash] })),
  )
  return mined.flatMap(({ hash, to, input, logs, gasUsed }, index) => [
    // What creates a contract has no selector.
    { where: `${hash} calldata`, bytes: bytesOf(input), head: to === null ? 0 : SELECTOR_BYTES },
    { where: `${hash} raw`, bytes: bytesOf(raws[index] as string), head: 0 },
    { where: `${hash} gas`, bytes: bytesOf(`0x${gasUsed.slice(2).padStart(64, '0')}`), head: 0 },
    ...logs.flatMap(({ topics, data }, log) => [
      {
        where: `${hash} log ${log} topics`,
        bytes: bytesOf(`0x${topics.map((topic) => topic.slice(2)).join('')}`),
        head: 0,
      },
      { where: `${hash} log ${log} data`, bytes: bytesOf(data), head: 0 },
    ]),
  ])
}

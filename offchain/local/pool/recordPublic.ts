import type { PublicBytes } from './searchLeaks.ts'

type RawTransaction = { hash: string; to: string | null; input: string }
type RawLog = { address: string; topics: string[]; data: string }
type RawReceipt = { logs: RawLog[]; gasUsed: string }

const SELECTOR_BYTES = 4

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'))

const isSame = (one: string | null, other: string): boolean => one?.toLowerCase() === other.toLowerCase()

/** Everything that the chain shows of transactions that called a contract or made it log: raw, over plain JSON-RPC. */
export const recordPublic = async (rpcUrl: string, contract: string): Promise<PublicBytes[]> => {
  let id = 0
  const ask = async <Result>(method: string, params: unknown[]): Promise<Result> => {
    id += 1
    const response = await fetch(rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
    })
    const { result, error } = (await response.json()) as { result: Result; error?: { message: string } }
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }
  const head = Number(await ask<string>('eth_blockNumber', []))
  const seen: PublicBytes[] = []
  for (let number = 0; number <= head; number++) {
    const block = await ask<{ transactions: RawTransaction[] }>('eth_getBlockByNumber', [
      `0x${number.toString(16)}`,
      true,
    ])
    for (const { hash, to, input } of block.transactions) {
      const { logs, gasUsed } = await ask<RawReceipt>('eth_getTransactionReceipt', [hash])
      if (!isSame(to, contract) && !logs.some(({ address }) => isSame(address, contract))) continue
      const raw = await ask<string>('eth_getRawTransactionByHash', [hash])
      seen.push(
        { where: `${hash} calldata`, bytes: bytesOf(input), head: SELECTOR_BYTES },
        { where: `${hash} raw`, bytes: bytesOf(raw), head: 0 },
        { where: `${hash} gas`, bytes: bytesOf(`0x${gasUsed.slice(2).padStart(64, '0')}`), head: 0 },
        ...logs.flatMap(({ topics, data }, index) => [
          {
            where: `${hash} log ${index} topics`,
            bytes: bytesOf(`0x${topics.map((topic) => topic.slice(2)).join('')}`),
            head: 0,
          },
          { where: `${hash} log ${index} data`, bytes: bytesOf(data), head: 0 },
        ]),
      )
    }
  }
  return seen
}

import type { HeightTag } from './agreeOnHeight.ts'

/** Where each method keeps the block that it is about. */
const BLOCK_POSITION: Record<string, number> = {
  eth_call: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getTransactionCount: 1,
  eth_getStorageAt: 2,
  eth_getBlockByNumber: 0,
}

export type ResolveBlockParameters = {
  method: string
  params: unknown
  /** The block number, as hex, that a tag stands for. */
  resolveTag: (tag: HeightTag) => Promise<string>
}

/** A block of which there can be no agreement: each provider's own queue. */
export const isPending = (method: string, params: unknown): boolean => {
  const position = BLOCK_POSITION[method]
  return position !== undefined && (params as unknown[] | undefined)?.[position] === 'pending'
}

const isHeightTag = (block: unknown): block is HeightTag =>
  block === 'latest' || block === 'safe' || block === 'finalized'

/** Replaces a block tag, which each provider understands differently, by the number of one block. */
export const resolveBlock = async ({ method, params, resolveTag }: ResolveBlockParameters): Promise<unknown> => {
  const list = Array.isArray(params) ? [...params] : []
  if (method === 'eth_getLogs') {
    const filter = { ...(list[0] as Record<string, unknown>) }
    if (filter.blockHash !== undefined) return params
    for (const end of ['fromBlock', 'toBlock']) {
      const block = filter[end] ?? 'latest'
      if (isHeightTag(block)) filter[end] = await resolveTag(block)
    }
    return [filter]
  }
  const position = BLOCK_POSITION[method]
  if (position === undefined) return params
  const block = list[position] ?? 'latest'
  if (!isHeightTag(block)) return params
  list[position] = await resolveTag(block)
  return list
}

import { BlockNotFoundError, type Hex, numberToHex, type PublicClient, type RpcLog } from 'viem'
import { KitError } from '../errors.ts'
import { growRange, type RangeSize, shrinkRange } from './adaptRange.ts'
import { checkLogs, type LogFilter, type MinedLog } from './checkLogs.ts'
import { describeError } from './describeError.ts'
import { readRangeLimit } from './readRangeLimit.ts'

export type ScanLogsParameters = LogFilter & {
  fromBlock: bigint
  /** Inclusive; the chain must have it. */
  toBlock: bigint
  /** Blocks asked for in the first call. */
  rangeBlocks: bigint
  /** Most blocks asked for in one call. */
  maxRangeBlocks: bigint
}

/** The logs of some blocks, all of one history: the one that `toBlockHash` ends. */
export type LogRange = { fromBlock: bigint; toBlock: bigint; toBlockHash: Hex; logs: MinedLog[] }

/** Failures in a row, other than of the range being too wide, before the scan gives up. */
const MAX_FAILURES = 4

const hashOf = async (client: PublicClient, blockNumber: bigint): Promise<Hex> => {
  try {
    return (await client.getBlock({ blockNumber })).hash
  } catch (error) {
    if (!(error instanceof BlockNotFoundError)) throw error
    throw new KitError(`block ${blockNumber} is gone: the chain is shorter`, { cause: error, retryable: true })
  }
}

/** One range between two looks at its last block: without them, a reorganisation in between would go unnoticed. */
const readRange = async (
  client: PublicClient,
  { addresses, topics }: LogFilter,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<LogRange> => {
  const toBlockHash = await hashOf(client, toBlock)
  const filter = {
    ...(addresses.length > 0 ? { address: [...addresses] } : {}),
    ...(topics.length > 0 ? { topics: [[...topics]] } : {}),
    fromBlock: numberToHex(fromBlock),
    toBlock: numberToHex(toBlock),
  }
  const answer: RpcLog[] = await client.request({ method: 'eth_getLogs', params: [filter] })
  const logs = checkLogs({ logs: answer, addresses, topics, fromBlock, toBlock })
  const last = logs.at(-1)
  const isOfAnother = last?.blockNumber === toBlock && last.blockHash !== toBlockHash
  if (isOfAnother || (await hashOf(client, toBlock)) !== toBlockHash) {
    throw new KitError('the chain was reorganised while its logs were read', { retryable: true })
  }
  return { fromBlock, toBlock, toBlockHash, logs }
}

/** The size to go on with after a failure; throws when trying again would not help. */
const afterFailure = (error: unknown, size: RangeSize, failures: number, fromBlock: bigint): RangeSize => {
  const tooMuch = readRangeLimit(error)
  if (!tooMuch && failures === MAX_FAILURES) throw error
  // What is not about the range is tried again as it is, then with less: a provider may not say that it was too much.
  // An answer that we refused does not get better by asking for less.
  if (!tooMuch && (failures === 1 || error instanceof KitError)) return size
  const shrunk = shrinkRange(size, tooMuch?.limit)
  if (shrunk || !tooMuch) return shrunk ?? size
  const message = `the logs of block ${fromBlock} alone are too much for the provider: ${describeError(error)}`
  throw new KitError(message, { cause: error, retryable: true })
}

/**
 * Logs of a block range in bounded calls, in order, one range at a time so that progress can be saved after each. The
 * size of a call follows what the provider bears. Server-side filters lose events, so none is used.
 */
export async function* scanLogs(
  client: PublicClient,
  { fromBlock, toBlock, rangeBlocks, maxRangeBlocks, ...filter }: ScanLogsParameters,
): AsyncGenerator<LogRange, void, undefined> {
  let size: RangeSize = { blocks: rangeBlocks, max: maxRangeBlocks, good: undefined, ceiling: undefined, streak: 0 }
  let failures = 0
  for (let next = fromBlock; next <= toBlock; ) {
    const last = next + size.blocks - 1n
    const to = last < toBlock ? last : toBlock
    let range: LogRange
    try {
      range = await readRange(client, filter, next, to)
    } catch (error) {
      failures += 1
      // Near the end of the scan less was asked for than the size allows.
      size = afterFailure(error, { ...size, blocks: to - next + 1n }, failures, next)
      continue
    }
    yield range
    failures = 0
    next = to + 1n
    size = growRange(size)
  }
}

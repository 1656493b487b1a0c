import { gunzipSync } from 'node:zlib'
import { askNode } from '../../../offchain/local/pool/askNode.ts'
import { recordPublic } from '../../../offchain/local/pool/recordPublic.ts'
import type { Channel } from './createRecorder.ts'

type RawBlock = { number: string; transactions: string[] }
type RawCall = { input?: string; output?: string; calls?: RawCall[] }

const SELECTOR_BYTES = 4

const bytesOf = (hex = '0x'): Buffer => Buffer.from(hex.slice(2), 'hex')

const listCalls = (call: RawCall): RawCall[] => [call, ...(call.calls ?? []).flatMap(listCalls)]

export type RecordedChain = {
  /** Where the next recording goes on. */
  nextBlock: number
  /** Transactions whose inner calls the node does not know any more: record before it forgets, or start it with more history. */
  untraced: readonly string[]
}

/** What contracts asked each other and answered; undefined where the node has forgotten. */
const traceCalls = async (rpcUrl: string, hash: string): Promise<RawCall[] | undefined> => {
  const call = { method: 'debug_traceTransaction', params: [hash, { tracer: 'callTracer' }] }
  const traced = await askNode<RawCall>(rpcUrl, [call]).catch((error: Error) => {
    if (error.message.includes('not found')) return undefined
    throw error
  })
  // The first is the transaction itself.
  return traced?.flatMap(listCalls).slice(1)
}

/**
 * Records everything that the chain showed from a block on, of all contracts: blocks, raw transactions, logs, gas, inner calls,
 * and the whole state as it is now. The node has to be anvil. It keeps 128 blocks of history unless told otherwise, so that
 * inner calls of a long run have to be recorded meanwhile, each time from where the last recording ended.
 */
export const recordChain = async (channel: Channel, rpcUrl: string, fromBlock = 0): Promise<RecordedChain> => {
  const [head] = await askNode<string>(rpcUrl, [{ method: 'eth_blockNumber', params: [] }])
  const nextBlock = Number(head) + 1
  for (const seen of await recordPublic(rpcUrl, undefined, fromBlock)) channel.write(seen.bytes, seen.where, seen.head)
  const blocks = await askNode<RawBlock>(
    rpcUrl,
    Array.from({ length: Math.max(0, nextBlock - fromBlock) }, (_, at) => ({
      method: 'eth_getBlockByNumber',
      params: [`0x${(fromBlock + at).toString(16)}`, false],
    })),
  )
  for (const block of blocks) channel.write(Buffer.from(JSON.stringify(block)), `block ${Number(block.number)}`)
  const untraced: string[] = []
  for (const hash of blocks.flatMap(({ transactions }) => transactions)) {
    const calls = await traceCalls(rpcUrl, hash)
    if (!calls) untraced.push(hash)
    for (const [index, { input, output }] of (calls ?? []).entries()) {
      channel.write(bytesOf(input), `${hash} call ${index} input`, SELECTOR_BYTES)
      channel.write(bytesOf(output), `${hash} call ${index} output`, 0)
    }
  }
  const [state] = await askNode<string>(rpcUrl, [{ method: 'anvil_dumpState', params: [] }])
  channel.write(gunzipSync(bytesOf(state)), 'state')
  return { nextBlock, untraced }
}

import type { PublicClient } from 'viem'
import type { Channel } from './createRecorder.ts'
import { recordChain } from './recordChain.ts'

/** A third of what anvil remembers. */
const BLOCKS_AT_ONCE = 40n
const POLL_INTERVAL_MS = 1_000

export type FollowedChain = {
  /** Records what is left; says of which transactions the inner calls are missing. */
  finish: () => Promise<readonly string[]>
}

/** Records the chain from a block on while it grows, before the node forgets what contracts asked each other. */
export const followChain = (
  channel: Channel,
  { client, rpcUrl, fromBlock }: { client: PublicClient; rpcUrl: string; fromBlock: bigint },
): FollowedChain => {
  let next = Number(fromBlock)
  const untraced: string[] = []
  let recording = Promise.resolve()
  const record = async (): Promise<void> => {
    const recorded = await recordChain(channel, rpcUrl, next)
    next = recorded.nextBlock
    untraced.push(...recorded.untraced)
  }
  const unwatch = client.watchBlockNumber({
    emitOnBegin: true,
    pollingInterval: POLL_INTERVAL_MS,
    onBlockNumber: (head) => {
      recording = recording.then(() => (head - BigInt(next) >= BLOCKS_AT_ONCE ? record() : undefined))
      // The end of the recording throws it.
      recording.catch(() => undefined)
    },
  })
  return {
    finish: async () => {
      unwatch()
      await recording
      await record()
      return untraced
    },
  }
}

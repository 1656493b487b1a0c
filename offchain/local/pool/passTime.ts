import { localClient } from '../chain/localClient.ts'
import type { LocalChain } from '../chain/startLocalChain.ts'

/** Moves the local chain's clock to `until` (Unix seconds), if it is not there yet; mines a block there. */
export const passTime = async ({ rpcUrl }: Pick<LocalChain, 'rpcUrl'>, until: number): Promise<void> => {
  const client = localClient(rpcUrl)
  const { timestamp } = await client.getBlock()
  const seconds = until - Number(timestamp)
  if (seconds <= 0) return
  await client.increaseTime({ seconds })
  await client.mine({ blocks: 1 })
}

import { readPoolLogs } from '../../chain/darkpool/readPoolLogs.ts'
import { creDarkPoolAbi } from '../../chain/generated.ts'
import { readHead } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import { decryptLeaf } from '../../protocol/pool/leaf.ts'
import type { Balance } from '../../protocol/pool/types.ts'
import type { ReserveStack } from '../stack/startLocalStack.ts'

/** What the reserve has in the pool: its own leaf, from public data, opened with its slot key alone. */
export const readHoldings = async (
  { client, deployment, reserveSlotKey }: Pick<ReserveStack, 'client' | 'deployment' | 'reserveSlotKey'>,
  slot: number,
): Promise<Balance> => {
  const { darkPool: pool, startBlock } = deployment
  const block = await readHead(client)
  const [{ leaves }, { nonce }] = await Promise.all([
    readPoolLogs(client, { pool, startBlock, toBlock: block.number }),
    client.readContract({ address: pool, abi: creDarkPoolAbi, functionName: 'state', blockHash: block.hash }),
  ])
  const leaf = leaves?.[slot]
  const balance = leaf === undefined ? undefined : decryptLeaf(reserveSlotKey, leaf, BigInt(nonce))
  if (!balance) throw new KitError(`the leaf of slot ${slot} does not open with the reserve's slot key`)
  return balance
}

import { type Hex, type PublicClient, parseEventLogs } from 'viem'
import { reserveAttestationAbi } from '../../chain/generated.ts'
import { KitError } from '../../errors.ts'
import { decryptOrder } from '../../protocol/pool/order.ts'
import type { Order } from '../../protocol/pool/types.ts'
import type { PoolOrder } from '../../protocol/report.ts'

/** The pool order that a report carries, sealed, and opened with the reserve's slot key, as the issuer can. */
export const openReportedOrder = async (
  client: PublicClient,
  { txHash, key }: { txHash: Hex; key: bigint },
): Promise<{ sealed: PoolOrder; order: Order }> => {
  const { logs } = await client.getTransactionReceipt({ hash: txHash })
  const [recorded] = parseEventLogs({ abi: reserveAttestationAbi, eventName: 'ReportRecorded', logs })
  if (!recorded) throw new KitError(`${txHash} recorded no report`)
  const { poolOrder: sealed } = recorded.args
  const order = decryptOrder(key, { ciphertext: BigInt(sealed.ciphertext), nonce: BigInt(sealed.nonce) })
  if (!order) throw new KitError(`the pool order of ${txHash} does not open with the reserve's slot key`)
  return { sealed, order }
}

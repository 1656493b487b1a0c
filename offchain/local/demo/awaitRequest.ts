import { getAbiItem, type Hex, parseEventLogs, size } from 'viem'
import { creDarkPoolAbi, recoveryTreasuryAbi } from '../../chain/generated.ts'
import { KitError } from '../../errors.ts'
import type { PoolOrder } from '../../protocol/report.ts'
import { awaitFound } from '../chain/awaitFound.ts'
import type { ReserveStack } from '../stack/startLocalStack.ts'

/** A request as everybody sees it; `looks` is all that could tell one from another. */
export type SentRequest = {
  requestId: bigint
  txHash: Hex
  looks: { premiumBps: bigint; timeout: bigint; stake: bigint; calldataBytes: number; logs: number }
}

export type AwaitRequestParameters = {
  epoch: number
  /** Of that epoch's report. */
  sealed: PoolOrder
  withinMs: number
  signal: AbortSignal
}

const requestSent = getAbiItem({ abi: recoveryTreasuryAbi, name: 'CollateralRequestSent' })

/** Waits until the treasury has handed the order of `epoch` to the pool, and verifies that it is the very same order. */
export const awaitRequest = async (
  { client, deployment }: Pick<ReserveStack, 'client' | 'deployment'>,
  { epoch, sealed, withinMs, signal }: AwaitRequestParameters,
): Promise<SentRequest> => {
  const { treasury: address, startBlock: fromBlock } = deployment
  const txHash = await awaitFound(client, {
    what: `the request of epoch ${epoch}`,
    find: async (toBlock) => {
      const [log] = await client.getLogs({ address, event: requestSent, args: { epoch }, fromBlock, toBlock })
      return log?.transactionHash
    },
    ...{ withinMs, signal },
  })
  const [{ input }, { logs }] = await Promise.all([
    client.getTransaction({ hash: txHash }),
    client.getTransactionReceipt({ hash: txHash }),
  ])
  const [asked] = parseEventLogs({ abi: creDarkPoolAbi, eventName: 'CollateralRequested', logs })
  if (!asked) throw new KitError(`${txHash} asked the pool for nothing`)
  const { requestId, encryptedAmount, nonce, premiumBps, timeout, stake } = asked.args
  if (encryptedAmount !== sealed.ciphertext || nonce !== sealed.nonce) {
    throw new KitError(`request ${requestId} carries another order than the report of epoch ${epoch}`)
  }
  const looks = { premiumBps, timeout, stake, calldataBytes: size(input), logs: logs.length }
  return { requestId, txHash, looks }
}

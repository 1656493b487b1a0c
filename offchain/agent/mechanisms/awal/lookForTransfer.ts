import { erc20Abi, type Hex, type PublicClient } from 'viem'
import type { Outcome } from '../mechanism.ts'
import { type AwalIntent, encodeAwalIntent } from './awalIntent.ts'
import { findTransfers } from './findTransfers.ts'

/** Where a transfer is looked for, counted from the block before the action: about a day at two seconds a block. */
const SEARCH_BLOCKS = 43_200n

export type LookForTransferParameters = {
  intent: AwalIntent
  /** USDC base units. */
  amount: bigint
  /** Transactions that other actions are credited with. */
  taken: readonly Hex[]
  confirmations: bigint
  maxLogBlocks: bigint
}

/**
 * What the chain says of a transfer that was, or may have been, handed over: mined when it holds exactly one of exactly
 * that amount, deep enough. Its absence proves nothing, since the wallet's server may still send it: that is unknown,
 * and so is every ambiguity. Reads only.
 */
export const lookForTransfer = async (
  client: PublicClient,
  { intent, amount, taken, confirmations, maxLogBlocks }: LookForTransferParameters,
): Promise<Outcome> => {
  const { chainId, usdc, account, recipient, blockNumber, balance } = intent
  const unknown = (reason: string): Outcome => ({ state: 'unknown', reason })
  if ((await client.getChainId()) !== chainId) return unknown('it began on another chain than the configured one')
  const head = await client.getBlockNumber({ cacheTime: 0 })
  const toBlock = head < blockNumber + SEARCH_BLOCKS ? head : blockNumber + SEARCH_BLOCKS
  const transfers = await findTransfers(client, {
    ...{ token: usdc, from: account, to: recipient, amount },
    ...{ fromBlock: blockNumber + 1n, toBlock, maxBlocks: maxLogBlocks },
  })
  const [transfer, ...others] = transfers.filter(({ txHash }) => !taken.includes(txHash))
  if (others.length > 0) return unknown(`the chain holds ${others.length + 1} such transfers since it began`)
  if (transfer) {
    const isDeep = transfer.blockNumber + confirmations <= head
    if (!isDeep) return unknown(`${transfer.txHash} is mined but not ${confirmations} blocks deep yet`)
    const { txHash } = transfer
    const memo = encodeAwalIntent({ ...intent, txHash })
    return { state: 'mined', txHash, delivered: undefined, reason: `sent in ${txHash} on chain ${chainId}`, memo }
  }
  const held = await client.readContract({ address: usdc, abi: erc20Abi, functionName: 'balanceOf', args: [account] })
  const holdings = held === balance ? 'the balance is unchanged' : 'the balance has changed'
  return unknown(`no such transfer in blocks ${blockNumber + 1n} to ${toBlock}; ${holdings}`)
}

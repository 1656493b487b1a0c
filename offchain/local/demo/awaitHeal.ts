import { erc20Abi, getAbiItem, type Hex, isAddressEqual, parseEventLogs } from 'viem'
import { recoveryTreasuryAbi } from '../../chain/generated.ts'
import { findHealed } from '../../chain/heal.ts'
import { MAINNET } from '../../chain/mainnet.ts'
import { KitError } from '../../errors.ts'
import { awaitFound } from '../chain/awaitFound.ts'
import type { LocalStack } from '../stack/startLocalStack.ts'

type HealedStack = Pick<LocalStack, 'client' | 'deployment'>

/** What one heal did, as verified on chain. Amounts in base units: USDC 1e-6, WBTC 1e-8. */
export type VerifiedHeal = {
  mechanism: 'treasurySwap'
  epoch: number
  txHash: Hex
  block: bigint
  usdcSpent: bigint
  wbtcDelivered: bigint
  minOut: bigint
}

const HEAL_WITHIN_MS = 30_000

const healedEvent = getAbiItem({ abi: recoveryTreasuryAbi, name: 'Healed' })

/** The event, the token transfers and the bound must tell the same story. */
export const verifyHeal = async (stack: HealedStack, epoch: number, txHash: Hex): Promise<VerifiedHeal> => {
  const { client, deployment } = stack
  const receipt = await client.getTransactionReceipt({ hash: txHash })
  const healed = findHealed(receipt, deployment.treasury)
  if (!healed || healed.epoch !== epoch) throw new KitError(`${txHash} did not heal epoch ${epoch}`)
  const transfers = parseEventLogs({ abi: erc20Abi, eventName: 'Transfer', logs: receipt.logs })
  const arrived = transfers
    .filter((log) => isAddressEqual(log.address, MAINNET.wbtc) && isAddressEqual(log.args.to, deployment.reserve))
    .reduce((sum, log) => sum + log.args.value, 0n)
  const left = transfers
    .filter((log) => isAddressEqual(log.address, MAINNET.usdc) && isAddressEqual(log.args.from, deployment.treasury))
    .reduce((sum, log) => sum + log.args.value, 0n)
  if (arrived !== healed.delivered || arrived < healed.minOut) {
    throw new KitError(`${txHash}: the reserve received ${arrived}, the event says ${healed.delivered}`)
  }
  if (left !== healed.spent) throw new KitError(`${txHash}: ${left} left the treasury, the event says ${healed.spent}`)
  return {
    mechanism: 'treasurySwap',
    epoch,
    txHash,
    block: receipt.blockNumber,
    usdcSpent: left,
    wbtcDelivered: arrived,
    minOut: healed.minOut,
  }
}

/** Waits until the treasury has healed `epoch`, and verifies the transaction; `signal` gives up. */
export const awaitHeal = async (
  stack: HealedStack,
  { epoch, fromBlock, signal }: { epoch: number; fromBlock: bigint; signal: AbortSignal },
): Promise<VerifiedHeal> => {
  const { client, deployment } = stack
  const txHash = await awaitFound(client, {
    what: `a heal of epoch ${epoch}`,
    find: async (toBlock) => {
      const healed = { address: deployment.treasury, event: healedEvent, args: { epoch }, fromBlock, toBlock } as const
      const [log] = await client.getLogs(healed)
      return log?.transactionHash
    },
    withinMs: HEAL_WITHIN_MS,
    signal,
  })
  return verifyHeal(stack, epoch, txHash)
}

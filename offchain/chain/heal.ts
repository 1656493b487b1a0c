import { type Address, decodeEventLog, encodeFunctionData, type Hex, type TransactionReceipt } from 'viem'
import type { PoolOrder } from '../protocol/report.ts'
import { recoveryTreasuryAbi } from './generated.ts'

/** Arguments of `RecoveryTreasury.heal`; amounts in base units. */
export type HealArguments = { epoch: number; spend: bigint; salt: Hex; poolOrder: PoolOrder; minOut: bigint }

/** Calldata of `RecoveryTreasury.heal`. */
export const encodeHeal = ({ epoch, spend, salt, poolOrder, minOut }: HealArguments): Hex =>
  encodeFunctionData({ abi: recoveryTreasuryAbi, functionName: 'heal', args: [epoch, spend, salt, poolOrder, minOut] })

/** What a heal did, as its event says. Amounts in base units. */
export type Healed = { epoch: number; byAgent: boolean; spent: bigint; delivered: bigint; minOut: bigint }

/** Finds the treasury's `Healed` event in a receipt; undefined when the transaction healed nothing. */
export const findHealed = (receipt: TransactionReceipt, treasury: Address): Healed | undefined => {
  for (const log of receipt.logs) {
    if (log.address.toLowerCase() !== treasury.toLowerCase()) continue
    const event = decodeEventLog({ abi: recoveryTreasuryAbi, data: log.data, topics: log.topics, strict: false })
    if (event.eventName === 'Healed') return event.args as Healed
  }
  return undefined
}

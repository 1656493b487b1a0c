import {
  type Address,
  decodeEventLog,
  encodeFunctionData,
  getAbiItem,
  type Hex,
  isAddressEqual,
  type PublicClient,
  type TransactionReceipt,
  toEventSelector,
} from 'viem'
import type { PoolOrder } from '../protocol/report.ts'
import { recoveryTreasuryAbi } from './generated.ts'
import { type ScanLogsParameters, scanLogs } from './scanLogs.ts'

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
    if (!isAddressEqual(log.address, treasury)) continue
    const event = decodeEventLog({ abi: recoveryTreasuryAbi, data: log.data, topics: log.topics, strict: false })
    if (event.eventName === 'Healed') return event.args as Healed
  }
  return undefined
}

const healedEvent = getAbiItem({ abi: recoveryTreasuryAbi, name: 'Healed' })
const HEALED = toEventSelector(healedEvent)

export type FindHealedLogParameters = Omit<ScanLogsParameters, 'addresses' | 'topics'> & {
  treasury: Address
  epoch: number
}

/** Where an epoch was healed, by whomever, and how much collateral (base units) arrived; undefined when it was not. */
export const findHealedLog = async (
  client: PublicClient,
  { treasury, epoch, ...range }: FindHealedLogParameters,
): Promise<{ txHash: Hex; blockNumber: bigint; blockHash: Hex; delivered: bigint } | undefined> => {
  for await (const { logs } of scanLogs(client, { addresses: [treasury], topics: [HEALED], ...range })) {
    for (const { data, topics, transactionHash: txHash, blockNumber, blockHash } of logs) {
      const healed = decodeEventLog({ abi: [healedEvent], data, topics }).args
      if (healed.epoch === epoch) return { txHash, blockNumber, blockHash, delivered: healed.delivered }
    }
  }
  return undefined
}

import { encodeFunctionData, type Hex } from 'viem'
import type { PoolOrder } from '../../protocol/report.ts'
import { recoveryTreasuryAbi } from '../generated.ts'

/** Arguments of `RecoveryTreasury.request`: all that the agent adds to a request. Its public terms are the treasury's schedule. */
export type RequestArguments = {
  epoch: number
  poolOrder: PoolOrder
  /** See `hideSpend`. */
  hiddenSpend: Hex
}

/** Calldata of `RecoveryTreasury.request`. */
export const encodeRequest = ({ epoch, poolOrder, hiddenSpend }: RequestArguments): Hex =>
  encodeFunctionData({
    abi: recoveryTreasuryAbi,
    functionName: 'request',
    args: [epoch, { nonce: poolOrder.nonce, ciphertext: poolOrder.ciphertext }, hiddenSpend],
  })

/** Calldata of `RecoveryTreasury.depositIntoPool`. */
export const encodeDepositIntoPool = (): Hex =>
  encodeFunctionData({ abi: recoveryTreasuryAbi, functionName: 'depositIntoPool' })

/** Calldata of `RecoveryTreasury.collectStake`. */
export const encodeCollectStake = (): Hex =>
  encodeFunctionData({ abi: recoveryTreasuryAbi, functionName: 'collectStake' })

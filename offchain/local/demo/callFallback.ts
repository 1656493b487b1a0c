import { encodeFunctionData, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { findRevert } from '../../chain/describeError.ts'
import { recoveryTreasuryAbi } from '../../chain/generated.ts'
import { KitError } from '../../errors.ts'
import { sendCall } from '../pool/sendCall.ts'
import { LOCAL_ACCOUNTS } from '../stack/accounts.ts'
import type { ReserveStack } from '../stack/startLocalStack.ts'
import { waitForChainTime } from './attestRound.ts'
import { type VerifiedHeal, verifyHeal } from './awaitHeal.ts'

type Treasury = Pick<ReserveStack, 'client' | 'deployment'>

/** Nobody in particular: neither the agent nor the owner. */
const anyone = privateKeyToAccount(LOCAL_ACCOUNTS.slotOwner.privateKey)
const data = encodeFunctionData({ abi: recoveryTreasuryAbi, functionName: 'healFallback' })

/** Verifies that the fallback is still refused; says from when on it is not, in Unix seconds. */
export const requireFallbackTooEarly = async ({ client, deployment }: Treasury): Promise<bigint> => {
  const treasury = { address: deployment.treasury, abi: recoveryTreasuryAbi } as const
  const refusal = await client
    .simulateContract({ ...treasury, functionName: 'healFallback', account: anyone })
    .then(() => undefined, findRevert)
  if (refusal?.name !== 'FallbackTooEarly') {
    throw new KitError(`healFallback before its delay: ${refusal?.name ?? 'accepted'}, wanted FallbackTooEarly`)
  }
  return client.readContract({ ...treasury, functionName: 'fallbackReadyAt' })
}

/** Waits until the fallback may be called, and has anyone call it; verifies the heal of its fixed amount. */
export const callFallback = async (
  stack: Treasury,
  { readyAt, epoch }: { readyAt: bigint; epoch: number },
): Promise<VerifiedHeal & { txHash: Hex }> => {
  const { client, deployment } = stack
  const { treasury: to } = deployment
  await waitForChainTime(stack, readyAt)
  const { transactionHash } = await sendCall(client, anyone, { to, data })
  const heal = await verifyHeal(stack, epoch, transactionHash)
  const { fallbackSpend } = await client.readContract({ address: to, abi: recoveryTreasuryAbi, functionName: 'limits' })
  if (heal.usdcSpent !== fallbackSpend) {
    throw new KitError(`the fallback spent ${heal.usdcSpent}, wanted its fixed ${fallbackSpend}`)
  }
  return heal
}

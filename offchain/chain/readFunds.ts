import type { Address, Hex, PublicClient } from 'viem'
import { recoveryTreasuryAbi } from './generated.ts'
import { readBalance } from './readBalance.ts'

/** What there is to heal with, all of one block. Amounts are base units. */
export type Funds = {
  /** Payment tokens in the treasury. */
  balance: bigint
  /** Most payment tokens spent within any stretch of `windowSeconds`. */
  perWindow: bigint
  windowSeconds: number
  /** Wei in the agent's account. */
  gasBalance: bigint
}

export type ReadFundsParameters = {
  treasury: Address
  payment: Address
  agent: Address
  block: { number: bigint; hash: Hex }
}

/** Reads what treasury and agent own. */
export const readFunds = async (
  client: PublicClient,
  { treasury, payment, agent, block }: ReadFundsParameters,
): Promise<Funds> => {
  const at = { blockHash: block.hash, requireCanonical: true } as const
  const on = { address: treasury, abi: recoveryTreasuryAbi, ...at } as const
  const [balance, limits, windowSeconds, gasBalance] = await Promise.all([
    readBalance(client, { token: payment, holder: treasury, blockHash: block.hash }),
    client.readContract({ ...on, functionName: 'limits' }),
    client.readContract({ ...on, functionName: 'window' }),
    client.getBalance({ address: agent, ...at }),
  ])
  return { balance, perWindow: limits.perWindow, windowSeconds: Number(windowSeconds), gasBalance }
}

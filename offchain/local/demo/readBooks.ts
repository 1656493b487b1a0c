import { KitError } from '../../errors.ts'
import type { ReserveStack } from '../stack/startLocalStack.ts'

const BPS = 10_000n

/** What the thresholds are in the custodian's books; WBTC base units. */
export type Books = { owed: bigint; healingThreshold: bigint; target: bigint }

/** Reads what is owed from the simulated custodian, and computes what follows from the workflow's thresholds. */
export const readBooks = async ({
  custodian,
  settings,
}: Pick<ReserveStack, 'custodian' | 'settings'>): Promise<Books> => {
  const response = await fetch(`${custodian.url}/reserves`, {
    headers: { authorization: `Bearer ${custodian.apiKey}` },
  })
  if (!response.ok) throw new KitError(`the simulated custodian refused /reserves: ${response.status}`)
  const { totalLiabilities } = (await response.json()) as { totalLiabilities: string }
  const { workflow } = settings
  const owed = BigInt(totalLiabilities) + BigInt(workflow.mintCeiling)
  const needed = (bps: number): bigint => (owed * BigInt(bps) + BPS - 1n) / BPS
  return { owed, healingThreshold: needed(workflow.healingBps), target: needed(workflow.targetBps) }
}

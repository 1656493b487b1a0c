/** Why the agent does nothing in this pass. */
export type WaitReason =
  | 'statusUnknown'
  | 'treasuryPaused'
  | 'notTheAgent'
  | 'alreadyHealed'
  | 'orderUnreadable'
  | 'orderNotAttested'
  | 'noOrder'
  | 'beforeSettlement'
  | 'aboveActionLimit'
  | 'aboveWindow'
  | 'insufficientFunds'

/** What the decision rests on; all of one confirmed block. Times are Unix seconds, amounts payment base units. */
export type HealFacts = {
  status: 'UNKNOWN' | 'SOLVENT' | 'INSOLVENT'
  paused: boolean
  isAgent: boolean
  epoch: number
  statementAt: number
  lastHealedEpoch: number
  lastHealAt: number
  settlementLag: number
  /** The opened small order; undefined when it does not open to this agent's key. */
  order: { spend: bigint; attested: boolean } | undefined
  perAction: bigint
  available: bigint
  balance: bigint
}

export type HealDecision = { action: 'heal'; epoch: number; spend: bigint } | { action: 'wait'; reason: WaitReason }

const wait = (reason: WaitReason): HealDecision => ({ action: 'wait', reason })

/**
 * Whether to execute the latest report's small order. Every rule is the treasury's own: the agent asks itself first,
 * so that it never pays for a refusal and can say why it waits.
 */
export const decideHeal = (facts: HealFacts): HealDecision => {
  if (facts.status === 'UNKNOWN') return wait('statusUnknown')
  if (facts.paused) return wait('treasuryPaused')
  if (!facts.isAgent) return wait('notTheAgent')
  if (facts.epoch <= facts.lastHealedEpoch) return wait('alreadyHealed')
  if (!facts.order) return wait('orderUnreadable')
  if (!facts.order.attested) return wait('orderNotAttested')
  const { spend } = facts.order
  if (spend === 0n) return wait('noOrder')
  const settledAt = facts.lastHealAt === 0 ? 0 : facts.lastHealAt + facts.settlementLag
  if (facts.statementAt <= settledAt) return wait('beforeSettlement')
  if (spend > facts.perAction) return wait('aboveActionLimit')
  if (spend > facts.available) return wait('aboveWindow')
  if (spend > facts.balance) return wait('insufficientFunds')
  return { action: 'heal', epoch: facts.epoch, spend }
}

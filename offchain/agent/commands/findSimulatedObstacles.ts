import type { ReserveState } from '../../chain/readReserveState.ts'
import type { HealPlan } from '../../protocol/planHeal.ts'
import type { RequestWait } from '../../protocol/requestDecision.ts'

/** Why a simulated order would not be executed now; named like the reasons for which the agent waits. */
export type SimulatedObstacle =
  | 'noOrder'
  | 'attestationPaused'
  | 'treasuryPaused'
  | 'aboveActionLimit'
  | 'aboveWindow'
  | 'insufficientFunds'
  | 'priceUnavailable'
  | 'priceBelowFloor'
  | RequestWait

export type FindSimulatedObstaclesParameters = {
  /** Undefined without usable prices. */
  plan: HealPlan | undefined
  swap: { quote: bigint; floor: bigint } | undefined
  /** What would keep the pool from being asked, for an order of the large tier. */
  poolObstacle?: RequestWait
  state: Pick<ReserveState, 'unknownReason' | 'paused' | 'perAction' | 'available'>
  /** Payment tokens in the treasury, base units. */
  balance: bigint
}

/**
 * Every rule that a fresh report with such an order would run into, not the first alone. That a report is missing or
 * stale now says nothing: the order would come with a new one.
 */
export const findSimulatedObstacles = (parameters: FindSimulatedObstaclesParameters): SimulatedObstacle[] => {
  const { plan, swap, state, balance, poolObstacle } = parameters
  if (plan?.tier === 'none') return ['noOrder']
  if (plan?.tier === 'large') {
    const attestation = state.unknownReason === 'PAUSED' ? (['attestationPaused'] as const) : []
    return [...attestation, ...(poolObstacle ? [poolObstacle] : [])]
  }
  const spend = plan?.spend ?? 0n
  const rules: [SimulatedObstacle, boolean][] = [
    ['attestationPaused', state.unknownReason === 'PAUSED'],
    ['treasuryPaused', state.paused],
    ['aboveActionLimit', spend > state.perAction],
    ['aboveWindow', spend > state.available],
    ['insufficientFunds', spend > balance],
    ['priceUnavailable', swap === undefined],
    ['priceBelowFloor', swap !== undefined && swap.quote < swap.floor],
  ]
  return rules.flatMap(([obstacle, holds]) => (holds ? [obstacle] : []))
}

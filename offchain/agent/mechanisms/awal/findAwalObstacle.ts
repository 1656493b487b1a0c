import type { WaitReason } from '../../../protocol/healDecision.ts'
import type { Action } from '../../../store/journal.ts'

/** What past actions are named by in the journal. */
export const AWAL = 'awal'

const DAY_SECONDS = 86_400

/** What treasury and attestation say, all of one block. Times are Unix seconds. */
export type AwalReserveState = {
  status: 'UNKNOWN' | 'SOLVENT' | 'INSOLVENT'
  paused: boolean
  epoch: number
  statementAt: number
  lastHealedEpoch: number
  lastHealAt: number
  settlementLag: number
}

/** What the decision rests on. Times are Unix seconds, amounts USDC base units. */
export type AwalHealFacts = {
  /** The reserve where the order is final, and at the newest block: each must allow it. */
  states: readonly AwalReserveState[]
  /** The opened small order; undefined when it does not open to this agent's key. */
  order: { spend: bigint; attested: boolean } | undefined
  /** What the journal remembers: all of the last day at least. */
  actions: readonly Action[]
  maxPerAction: bigint
  maxPerDay: bigint
  now: number
}

const isDone = ({ state }: Action): boolean => state === 'mined' || state === 'confirmed'
const isOpen = ({ state }: Action): boolean => state === 'intended' || state === 'unknown'

/** Money that left, or may have left: only what certainly did not happen is not counted. */
const mayHaveSpent = ({ state }: Action): boolean => state !== 'failed' && state !== 'simulated'

const findStateObstacle = (state: AwalReserveState, actions: readonly Action[]): WaitReason | undefined => {
  if (state.status === 'UNKNOWN') return 'statusUnknown'
  if (state.paused) return 'treasuryPaused'
  if (actions.some(isOpen)) return 'awalOutstanding'
  const heals = actions.filter(({ kind }) => kind === 'heal')
  const healed = heals.filter(isDone)
  if (Math.max(state.lastHealedEpoch, ...healed.map(({ id }) => id)) >= state.epoch) return 'alreadyHealed'
  // Whatever came of it: handing the same epoch over again is for an operator to decide.
  const isTried = ({ id, mechanism, state: how }: Action) =>
    id === state.epoch && mechanism === AWAL && how === 'failed'
  if (heals.some(isTried)) return 'attemptsExhausted'
  // What the treasury's way has signed for this epoch may still be mined.
  const maySwap = heals.some(
    ({ id, transactions }) => id === state.epoch && transactions.some((sent) => !sent.reverted),
  )
  if (maySwap) return 'awalOutstanding'
  // The treasury cannot know of our heals, so its rule against healing one deficit twice is kept here.
  const ours = healed.filter(({ mechanism }) => mechanism === AWAL).map(({ updatedAt }) => updatedAt)
  const lastAt = Math.max(state.lastHealAt, ...ours)
  return lastAt > 0 && state.statementAt <= lastAt + state.settlementLag ? 'beforeSettlement' : undefined
}

/**
 * Why this order may not be handed to the agentic wallet; undefined when it may. The treasury enforces nothing here, so
 * all of its rules are repeated, under the mechanism's own two caps. Pure: it decides without knowing the balance.
 */
export const findAwalObstacle = (facts: AwalHealFacts): WaitReason | undefined => {
  const { states, order, actions, maxPerAction, maxPerDay, now } = facts
  const obstacle = states.map((state) => findStateObstacle(state, actions)).find((reason) => reason !== undefined)
  if (obstacle) return obstacle
  // A newer report replaces the order, whatever it says.
  if (new Set(states.map(({ epoch }) => epoch)).size !== 1) return 'orderNotAttested'
  if (!order) return 'orderUnreadable'
  if (!order.attested) return 'orderNotAttested'
  if (order.spend <= 0n) return 'noOrder'
  if (order.spend > maxPerAction) return 'awalLimit'
  const spent = actions
    .filter((action) => action.mechanism === AWAL && mayHaveSpent(action) && action.updatedAt > now - DAY_SECONDS)
    .reduce((sum, { amount }) => sum + amount, 0n)
  return spent + order.spend > maxPerDay ? 'awalLimit' : undefined
}

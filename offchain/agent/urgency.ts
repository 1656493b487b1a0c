import type { Action, ActionKind } from '../store/journal.ts'

/** All share one line of nonces: what is more urgent takes the place of what waits. */
export const URGENCY: Record<ActionKind, number> = {
  heal: 6,
  request: 5,
  expire: 4,
  replenish: 3,
  poolDeposit: 2,
  stake: 1,
  collateral: 0,
}

/** Whether something waits to be mined that an action of this kind must not outbid. */
export const isLineTaken = (open: readonly Action[], kind: ActionKind): boolean =>
  open.some((action) => action.state === 'intended' && URGENCY[action.kind] >= URGENCY[kind])

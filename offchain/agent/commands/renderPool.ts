import { formatEther } from 'viem'
import { nextDepositAt } from '../../protocol/poolUpkeep.ts'
import { nextRequestAt } from '../../protocol/requestDecision.ts'
import { renderMoment } from '../../rendering/renderMoment.ts'
import { renderSpan } from '../../rendering/renderSpan.ts'
import type { AgentStatus } from './agentStatus.ts'
import { renderAmount } from './renderAmount.ts'

/** How many requests are shown at a glance. */
const RECENT = 3

/** The treasury in the dark pool, for people: what everybody can see, and nothing of what the pool holds. */
export const renderPool = ({ pool, chain, tokens }: AgentStatus): string[] => {
  const { address, state, requests, cover, matchers } = pool
  if (!state.isKeyed) return [`${address}: not used, the treasury has no slot with an active key`]
  const { schedule, live } = state
  const due = (at: number): string => (at <= chain.headAt ? 'due' : `due in ${renderSpan(at - chain.headAt)}`)
  const flags = `${state.isFrozen ? ', FROZEN' : ''}${state.isPaused ? ', PAUSED' : ''}`
  const cap = cover.cap === undefined ? 'no limit' : `at most ${formatEther(cover.cap)}`
  const { lastRequestAt, lastPoolDepositAt, depositInterval } = schedule
  const requestDue = due(nextRequestAt({ lastRequestAt, schedule }))
  const depositDue = due(nextDepositAt({ lastPoolDepositAt, depositInterval }))
  const deposit = `${renderAmount(state.depositAmount, tokens.payment)} every ${renderSpan(depositInterval)}`
  return [
    `${address}${flags}, ${matchers.active} active matchers`,
    `a request every ${renderSpan(schedule.requestInterval)}, ${requestDue}; ${deposit}, ${depositDue}`,
    live
      ? `request ${live.id}${live.isOwn ? '' : ' (not ours)'}: ${live.settledRounds} of ${state.roundsPerRequest} rounds settled, over by ${renderMoment(live.deadline)}`
      : 'no request is pending',
    `stake ${formatEther(state.stake)} ETH; the treasury has ${formatEther(state.ether)} ETH, and ${formatEther(state.stakeCredit)} to collect`,
    `cover: about ${formatEther(cover.month)} ETH a month, ${formatEther(cover.spent)} in the last 30 days, ${cap}`,
    ...requests
      .slice(0, RECENT)
      .map(({ id, status, sentAt }) => `request ${id}: ${status}, sent ${renderMoment(sentAt)}`),
  ]
}

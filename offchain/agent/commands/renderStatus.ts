import { formatEther } from 'viem'
import { renderMoment } from '../../rendering/renderMoment.ts'
import { renderSpan } from '../../rendering/renderSpan.ts'
import type { AgentStatus } from './agentStatus.ts'
import type { AgentProcess } from './probeAgent.ts'
import { renderAmount } from './renderAmount.ts'
import { renderPool } from './renderPool.ts'
import type { ReportedAction } from './reportAction.ts'

const LABEL_WIDTH = 13

const PROCESS: Record<AgentProcess['state'], string> = {
  ready: 'running and ready',
  notReady: 'running, not ready',
  notAnswering: 'not answering',
  unknown: 'not asked (OPERATIONS_PORT is off)',
}

/** A value with lines below it that belong to it. */
const section = (label: string, lines: readonly string[]): string[] =>
  lines.map((line, index) => `${(index === 0 ? label : '').padEnd(LABEL_WIDTH)} ${line}`)

/** The status for people. */
export const renderStatus = (status: AgentStatus): string => {
  const { now, chain, attestation, treasury, agent, journal, tokens, problems } = status
  const ago = (time: number): string => `${renderSpan(Math.max(0, now - time))} ago`
  const pay = (amount: bigint): string => renderAmount(amount, tokens.payment)
  const unknownReason = attestation.status === 'UNKNOWN' ? ` (${attestation.unknownReason})` : ''
  const reported =
    attestation.epoch === 0
      ? 'no report yet'
      : `epoch ${attestation.epoch} (${ago(attestation.epoch)}), figures from ${ago(attestation.statementAt)}`
  const lastHeal =
    treasury.lastHealAt === 0
      ? 'never healed'
      : `last heal ${ago(treasury.lastHealAt)}, of epoch ${treasury.lastHealedEpoch} or before`
  const describe = ({ kind, id, state, amount, updatedAt, reason }: ReportedAction): string =>
    `${kind} ${id}: ${state}, ${pay(amount)}, ${renderMoment(updatedAt)}${reason ? `, ${reason}` : ''}`
  const list = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? ['none'] : lines)
  const remembered =
    'problem' in journal
      ? section('journal', ['cannot be read'])
      : [
          ...section('open actions', list(journal.open.map(describe))),
          ...section('latest heals', list(journal.heals.map(describe))),
          ...section(
            'incidents',
            list(
              journal.incidents.map(({ severity, kind, openedAt }) => `${severity} ${kind}, since ${ago(openedAt)}`),
            ),
          ),
        ]
  return [
    ...section('chain', [
      `${chain.id}, block ${chain.head} (${ago(chain.headAt)}), confirmed ${chain.confirmed ?? 'none yet'}`,
    ]),
    ...section('attestation', [`${attestation.status}${unknownReason}, ${reported}`]),
    ...section('treasury', [
      `${pay(treasury.balance)}${treasury.paused ? ', PAUSED' : ''}; at most ${pay(treasury.perAction)} per heal`,
      `${pay(treasury.available)} of ${pay(treasury.perWindow)} left in a window of ${renderSpan(treasury.windowSeconds)}`,
      lastHeal,
    ]),
    ...section('dark pool', renderPool(status)),
    ...section('agent', [`${agent.address}, ${formatEther(agent.gasBalance)} ETH, ${PROCESS[agent.process.state]}`]),
    ...remembered,
    '',
    ...(problems.length === 0 ? ['All is well.'] : section('wrong', problems)),
  ].join('\n')
}

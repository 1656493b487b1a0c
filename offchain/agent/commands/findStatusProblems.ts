import { formatEther } from 'viem'
import { describePool } from '../pool/describePool.ts'
import type { PoolPolicy } from '../pool/poolKeeper.ts'
import type { AgentStatus } from './agentStatus.ts'

/** The agent itself waits for the same reasons; here they are told to a person, with what to do. */
export const findStatusProblems = (
  { attestation, treasury, agent, pool, journal, chain }: Omit<AgentStatus, 'problems'>,
  { minGasBalance, poolPolicy: policy }: { minGasBalance: bigint; poolPolicy: PoolPolicy },
): string[] => {
  const problems: string[] = []
  if (attestation.status === 'UNKNOWN') {
    problems.push(
      `the status is unknown (${attestation.unknownReason}): nothing heals until a fresh report is recorded`,
    )
  }
  if (attestation.status === 'INSOLVENT') problems.push('the reserve is attested insolvent')
  if (treasury.paused) problems.push('the treasury is paused: its guardian or owner must unpause it')
  if (treasury.balance < treasury.perAction) {
    problems.push('the treasury holds less than one heal may spend: fund it')
  }
  if (agent.gasBalance < minGasBalance) {
    problems.push(`the agent's account holds ${formatEther(agent.gasBalance)} ETH: send it at least MIN_GAS_BALANCE`)
  }
  if (agent.process.state === 'notAnswering') {
    problems.push('no agent answers on the operations port: start it with agent run, or correct OPERATIONS_PORT')
  }
  if (agent.process.state === 'notReady') {
    problems.push(`the agent runs but would not act: ${agent.process.reasons.join(', ')}`)
  }
  const seen = { sight: pool, at: chain.headAt }
  for (const { summary } of describePool({ seen, policy, waits: undefined }, chain.headAt)) problems.push(summary)
  if ('problem' in journal) return [...problems, `the journal cannot be read: ${journal.problem}`]
  for (const { kind, id, state } of journal.open) {
    if (state === 'unknown') problems.push(`nobody knows what became of ${kind} ${id}: look, then run agent resolve`)
  }
  const worrying = journal.incidents.filter(({ severity }) => severity !== 'info')
  return [...problems, ...worrying.map(({ kind, summary }) => `incident ${kind}: ${summary}`)]
}

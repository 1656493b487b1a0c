import type { Address, PublicClient } from 'viem'
import type { Depth } from '../../chain/readBlockAt.ts'
import { readFunds } from '../../chain/readFunds.ts'
import { readReserveState } from '../../chain/readReserveState.ts'
import { readTokens } from '../../chain/readTokens.ts'
import type { Journal } from '../../store/journal.ts'
import { lookAtPool } from '../pool/lookAtPool.ts'
import type { PoolPolicy } from '../pool/poolKeeper.ts'
import type { AgentStatus } from './agentStatus.ts'
import { findStatusProblems } from './findStatusProblems.ts'
import { probeAgent } from './probeAgent.ts'
import { reportAction } from './reportAction.ts'

const RECENT_HEALS = 3
const PROBE_TIMEOUT_MS = 2_000

export type ReadStatusParameters = {
  attestation: Address
  treasury: Address
  payment: Address
  collateral: Address
  pool: Address
  enclaveRegistry: Address
  poolPolicy: PoolPolicy
  /** How deep a small order must lie. */
  depth: Depth
  /** The agent's journal, or why it cannot be read. */
  journal: Pick<Journal, 'engine' | 'actions' | 'openActions' | 'openIncidents' | 'poolEvents'> | { problem: string }
  /** Where the agent's `/readyz` is; undefined when it is switched off. */
  operationsUrl: string | undefined
  /** Wei. */
  minGasBalance: bigint
  /** Unix seconds. */
  now: number
}

const readJournalled = async (journal: ReadStatusParameters['journal']): Promise<AgentStatus['journal']> => {
  if ('problem' in journal) return journal
  const [open, actions, incidents] = await Promise.all([
    journal.openActions(),
    journal.actions(),
    journal.openIncidents(),
  ])
  const heals = actions.filter(({ kind }) => kind === 'heal').slice(0, RECENT_HEALS)
  return { engine: journal.engine, open: open.map(reportAction), heals: heals.map(reportAction), incidents }
}

const readConfirmed = async (client: PublicClient, head: bigint, depth: Depth): Promise<bigint | undefined> => {
  if (depth === 'finalized') return (await client.getBlock({ blockTag: 'finalized' })).number
  return head >= depth ? head - depth : undefined
}

/** Looks at chain, journal and the running agent, and disturbs none of them. The chain is read at its head. */
export const readStatus = async (client: PublicClient, parameters: ReadStatusParameters): Promise<AgentStatus> => {
  const { attestation, treasury, payment, depth, operationsUrl, minGasBalance, now } = parameters
  const { number: head, hash, timestamp } = await client.getBlock()
  const block = { number: head, hash, timestamp: Number(timestamp) }
  // Without a journal nobody remembers what became of requests.
  const remembered = 'problem' in parameters.journal ? { poolEvents: async () => [] } : parameters.journal
  const { coverCap } = parameters.poolPolicy
  const [state, tokens, confirmed, journal, process, sight] = await Promise.all([
    readReserveState(client, { attestation, treasury, block }),
    readTokens(client, parameters),
    readConfirmed(client, head, depth),
    readJournalled(parameters.journal),
    probeAgent({ operationsUrl, timeoutMs: PROBE_TIMEOUT_MS }),
    lookAtPool(client, { ...parameters, journal: remembered, block, head: block, coverCap }),
  ])
  const { agent, status, unknownReason, epoch, statementAt } = state
  const { paused, perAction, available, lastHealedEpoch, lastHealAt, settlementLag } = state
  const { gasBalance, ...funds } = await readFunds(client, { treasury, payment, agent, block })
  const found = {
    now,
    chain: { id: client.chain?.id ?? 0, head, headAt: Number(timestamp), confirmed },
    attestation: { address: attestation, status, unknownReason, epoch, statementAt },
    treasury: {
      address: treasury,
      paused,
      perAction,
      available,
      lastHealedEpoch,
      lastHealAt,
      settlementLag,
      ...funds,
    },
    agent: { address: agent, gasBalance, process },
    pool: { address: parameters.pool, ...sight },
    journal,
    tokens,
  }
  return { ...found, problems: findStatusProblems(found, { minGasBalance, poolPolicy: parameters.poolPolicy }) }
}

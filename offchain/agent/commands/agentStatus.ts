import type { Address } from 'viem'
import type { ReserveState } from '../../chain/readReserveState.ts'
import type { Tokens } from '../../chain/readTokens.ts'
import type { Incident } from '../../store/journal.ts'
import type { PoolSight } from '../pool/poolKeeper.ts'
import type { AgentProcess } from './probeAgent.ts'
import type { ReportedAction } from './reportAction.ts'

/** What a person wants to know at a glance. Times are Unix seconds, amounts base units, `gasBalance` wei. */
export type AgentStatus = {
  now: number
  chain: {
    id: number
    head: bigint
    headAt: number
    /** The newest block that a small order acts on; undefined while the chain is shorter than that. */
    confirmed: bigint | undefined
  }
  attestation: { address: Address } & Pick<ReserveState, 'status' | 'unknownReason' | 'epoch' | 'statementAt'>
  treasury: {
    address: Address
    balance: bigint
    perWindow: bigint
    windowSeconds: number
  } & Pick<ReserveState, 'paused' | 'perAction' | 'available' | 'lastHealedEpoch' | 'lastHealAt' | 'settlementLag'>
  agent: { address: Address; gasBalance: bigint; process: AgentProcess }
  /** The treasury in the dark pool; requests are those of the last 30 days that the journal knows, newest first. */
  pool: PoolSight & { address: Address }
  /** What the agent remembers, or why that cannot be read. */
  journal:
    | { engine: string; open: ReportedAction[]; heals: ReportedAction[]; incidents: Incident[] }
    | { problem: string }
  tokens: Tokens
  /** What is wrong; empty when all is well. */
  problems: string[]
}

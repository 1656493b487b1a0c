import type { Address, Hex } from 'viem'
import type { PoolEvent } from '../protocol/poolEvent.ts'
import type { RecordedReport } from '../protocol/recordedReport.ts'

/** What a journal belongs to. Epochs are times, so two reserves share them; their journals must not mix. */
export type JournalBinding = { chainId: number; attestation: Address; treasury: Address }

/** A block up to which every log was handled, named by its hash: another hash at this height is another history. */
export type Checkpoint = { blockNumber: bigint; blockHash: Hex }

/** A transaction that may have been broadcast. Times are Unix seconds, fees wei per gas. */
export type SignedTransaction = {
  txHash: Hex
  /** Exactly what is, or was, broadcast. */
  rawTransaction: Hex
  /** Who signed it. The key may have been replaced since. */
  sender: Address
  nonce: number
  maxFeePerGas: bigint
  maxPriorityFeePerGas: bigint
  signedAt: number
  /** It was mined and reverted: an attempt that cost gas. */
  reverted?: boolean
}

/** Everything that the agent does. */
export const ACTION_KINDS = ['heal', 'request', 'expire', 'replenish', 'poolDeposit', 'stake', 'collateral'] as const

/**
 * `heal`: one report's order, named by its epoch. `replenish`: one slot of the schedule, named by its number.
 * `collateral`: one document of Intel's in one store, named by `submissionId`.
 *
 * Of the pool: `request`: one report's order for it, real or empty, named by its epoch. `poolDeposit`: one step of the
 * treasury's schedule, named by the time of the deposit before it. `expire`: what ran out of time, named by its deadline.
 * `stake`: what came back after the treasury's last request, named by that request's time. Times are Unix seconds.
 */
export type ActionKind = (typeof ACTION_KINDS)[number]

/**
 * Where an action stands.
 * `simulated`: a dry run. `intended`: signed (or about to be handed over) and stored, perhaps sent. `mined`: on chain at
 * the depth that its mechanism waits for. `confirmed`: nothing can take it back. `failed`: it did not happen and cannot
 * any more. `unknown`: handed to a wallet that does not say what became of it; an operator decides.
 */
export type ActionState = 'simulated' | 'intended' | 'mined' | 'confirmed' | 'failed' | 'unknown'

/** One thing the agent did or tries to do. Amounts are base units; times Unix seconds. */
export type Action = {
  kind: ActionKind
  /** What names it; see {@link ActionKind}. */
  id: number
  /** Which mechanism does it; of a submission, what is submitted. */
  mechanism: string
  state: ActionState
  /** Payment tokens that it moves, as far as that is public; zero for a request, whatever it holds. */
  amount: bigint
  /** Least collateral that was accepted; zero where nothing is bought. */
  minOut: bigint
  /** Every transaction that was ever signed for it, oldest first. Those of one nonce replace each other. */
  transactions: readonly SignedTransaction[]
  /** Where it was mined. */
  minedIn: { txHash: Hex; blockNumber: bigint; blockHash: Hex } | undefined
  /** Collateral that arrived. */
  delivered: bigint | undefined
  /** Why it is where it is, when that needs saying. */
  reason: string | undefined
  /** What a mechanism that hands over itself needs to know to find out what became of it; opaque to the journal. */
  memo: string | undefined
  updatedAt: number
}

export type Severity = 'info' | 'warning' | 'critical'

/** Something that is wrong from `openedAt` until `closedAt`. Times are Unix seconds. */
export type Incident = {
  id: number
  /** What is wrong, as a stable word; at most one incident of a kind is open. */
  kind: string
  severity: Severity
  summary: string
  openedAt: number
  closedAt: number | undefined
}

/** One message about one incident to one channel: that it began (`opened`) or that it is over (`closed`). */
export type Notification = {
  incidentId: number
  phase: 'opened' | 'closed'
  channel: string
  attempts: number
  /** Unix seconds; not before. */
  nextAttemptAt: number
}

/** The agent's memory. Every write is on disk, whole, when its promise resolves. */
export type Journal = {
  /** Which engine keeps it. */
  readonly engine: 'sqlite' | 'postgres'

  /** The newest {@link KEPT_CHECKPOINTS} at most, newest first; empty on a fresh journal. */
  checkpoints(): Promise<Checkpoint[]>
  report(epoch: number): Promise<RecordedReport | undefined>
  /** Stores what a range of blocks held and that it was handled, in one transaction. */
  saveProgress(progress: {
    reports: readonly RecordedReport[]
    poolEvents?: readonly PoolEvent[]
    checkpoint: Checkpoint
  }): Promise<void>
  /** What was logged of the pool, newest first; `since` is Unix seconds. */
  poolEvents(wanted?: {
    kind?: PoolEvent['kind']
    requestId?: number
    since?: number
    limit?: number
  }): Promise<PoolEvent[]>
  /** Forgets reports, events and checkpoints above `to` (all of them when undefined), in one transaction. */
  rewind(to: Checkpoint | undefined): Promise<void>

  action(kind: ActionKind, id: number): Promise<Action | undefined>
  /** Actions in the states intended, mined or unknown, oldest first. */
  openActions(): Promise<Action[]>
  /** Newest first. */
  actions(options?: { limit?: number }): Promise<Action[]>
  /** Inserts or replaces the record of one action. */
  saveAction(action: Action): Promise<void>

  openIncidents(): Promise<Incident[]>
  /** Newest first, open and closed. */
  incidents(options?: { limit?: number }): Promise<Incident[]>
  /** Opens an incident and queues its notifications, in one transaction; undefined when its kind is open already. */
  openIncident(incident: Omit<Incident, 'id' | 'closedAt'>, channels: readonly string[]): Promise<Incident | undefined>
  /** Closes it and queues the notifications, in one transaction; does nothing when it is closed already. */
  closeIncident(id: number, closedAt: number, channels: readonly string[]): Promise<void>
  /** Notifications that are due at `now` and not delivered, oldest first, with what they are about. */
  dueNotifications(now: number): Promise<(Notification & { incident: Incident })[]>
  /** Puts a notification off after a failed attempt. */
  postponeNotification(notification: Notification, nextAttemptAt: number): Promise<void>
  /** Forgets a notification: it was delivered, or it is given up. */
  dropNotification(notification: Notification): Promise<void>

  /** Rejects when the journal cannot be written any more: the disk is full, the connection is gone, the lock is lost. */
  probe(): Promise<void>
  close(): Promise<void>
}

/** What can be read of a journal, also while an agent writes it. */
export type JournalReader = Pick<
  Journal,
  | 'engine'
  | 'checkpoints'
  | 'report'
  | 'poolEvents'
  | 'action'
  | 'openActions'
  | 'actions'
  | 'openIncidents'
  | 'incidents'
  | 'dueNotifications'
  | 'close'
>

/** How many checkpoints are kept: a reorganisation deeper than what they span is scanned again from the start. */
export const KEPT_CHECKPOINTS = 256

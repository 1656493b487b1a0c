import { collectDefaultMetrics, Registry } from 'prom-client'
import { formatEther, formatUnits } from 'viem'
import type { ReserveStatus } from '../../chain/readReserveState.ts'
import type { RequestStatus } from '../../protocol/poolEvent.ts'
import type { Action, Incident } from '../../store/journal.ts'
import { defineMetrics } from './defineMetrics.ts'
import { limitToWord } from './limitToWord.ts'

/** A platform family or the beginning of an authority's id. */
const HEX = /^[0-9a-f]{0,12}$/

const REQUEST_STATUSES: readonly RequestStatus[] = [
  'pending',
  'settled',
  'filled',
  'partiallyFilled',
  'cancelled',
  'expired',
]

/** What is shown of the pool: public statuses, times and costs. */
export type PoolFigures = {
  requests: readonly { status: RequestStatus; sentAt: number; endedAt: number | undefined }[]
  deposits: number
  state: { ether: bigint; schedule: { lastRequestAt: number; requestInterval: number } }
  matchers: { active: number; expiresAt: number }
  /** Wei. */
  cover: { month: bigint; spent: bigint; cap: bigint | undefined }
}

const ether = (wei: bigint): number => Number(formatEther(wei))

const STATUS_VALUE: Record<ReserveStatus, number> = { UNKNOWN: 0, SOLVENT: 1, INSOLVENT: 2 }

/**
 * What the agent shows to Prometheus. Durations come in milliseconds and go out in seconds. No recorder takes an
 * amount of an order; the two balances are public on chain. A provider is its position in the configuration.
 */
export type Metrics = {
  readonly contentType: string
  render(): Promise<string>
  /** Newest block, and newest block that is acted on. */
  recordBlocks(blocks: { head: bigint; confirmed: bigint }): void
  recordPass(pass: { outcome: string; durationMs: number }): void
  /** An action entered a state. */
  recordAction(action: Pick<Action, 'kind' | 'state'>): void
  /** A transaction was signed; `replaces` another one of the same nonce. */
  recordAttempt(attempt: Pick<Action, 'kind'> & { replaces: boolean }): void
  recordReorg(depth: number): void
  recordOpenIncidents(incidents: readonly Pick<Incident, 'kind' | 'severity'>[]): void
  recordPendingNotifications(count: number): void
  recordNotification(notification: { channel: string; delivered: boolean }): void
  recordRpcRequest(request: { provider: number; durationMs: number; failed: boolean }): void
  recordProviderHealth(provider: { provider: number; healthy: boolean }): void
  recordJournalWrite(write: { durationMs: number; failed: boolean }): void
  /** Wei of the agent, base units of the treasury's payment token. */
  recordBalances(balances: { gas: bigint; payment: bigint; paymentDecimals: number }): void
  /** What the stores of Intel's collateral hold: `lapsesAt` in Unix seconds, zero while missing; `scope` hex or empty. */
  recordCollateral(stored: readonly { kind: string; scope: string; lapsesAt: number }[]): void
  /** The source of collateral was asked; `complete` when it had everything. */
  recordCollateralAsk(ask: { complete: boolean }): void
  /** What the last look at the pool saw; requests newest first. */
  recordPool(figures: PoolFigures): void
  /** `asOf` is the older of the report's epoch and the custodian's statement, in Unix seconds; zero before the first. */
  recordAttestation(attestation: { status: ReserveStatus; asOf: number }): void
}

export type CreateMetricsParameters = {
  version: string
  signer: string
  /** Asked at each scrape. */
  isReady(): boolean
}

/** Creates the agent's metrics in a registry of their own, with those of the process beside them. */
export const createMetrics = ({ version, signer, isReady }: CreateMetricsParameters): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const metrics = defineMetrics(registry, isReady)
  metrics.build.set({ version, signer: limitToWord(signer) }, 1)

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    recordBlocks(blocks) {
      metrics.head.set(Number(blocks.head))
      metrics.confirmed.set(Number(blocks.confirmed))
    },
    recordPass({ outcome, durationMs }) {
      metrics.passes.inc({ outcome: limitToWord(outcome) })
      metrics.passDuration.observe(durationMs / 1_000)
    },
    recordAction: ({ kind, state }) => metrics.actions.inc({ kind, state }),
    recordAttempt({ kind, replaces }) {
      metrics.attempts.inc({ kind })
      if (replaces) metrics.replacements.inc({ kind })
    },
    recordReorg(depth) {
      metrics.reorgs.inc()
      metrics.reorgDepth.observe(depth)
    },
    recordOpenIncidents(open) {
      // An incident that closed must not stay at its last value.
      metrics.incidents.reset()
      for (const { kind, severity } of open) metrics.incidents.inc({ kind: limitToWord(kind), severity })
    },
    recordPendingNotifications: (count) => metrics.pending.set(count),
    recordNotification: ({ channel, delivered }) =>
      metrics.notifications.inc({ channel: limitToWord(channel), result: delivered ? 'delivered' : 'failed' }),
    recordRpcRequest({ provider, durationMs, failed }) {
      metrics.rpcRequests.inc({ provider })
      if (failed) metrics.rpcFailures.inc({ provider })
      metrics.rpcDuration.observe({ provider }, durationMs / 1_000)
    },
    recordProviderHealth: ({ provider, healthy: isHealthy }) => metrics.healthy.set({ provider }, isHealthy ? 1 : 0),
    recordJournalWrite({ durationMs, failed }) {
      if (failed) metrics.writeFailures.inc()
      else metrics.writeDuration.observe(durationMs / 1_000)
    },
    recordBalances(balances) {
      metrics.gas.set(Number(formatEther(balances.gas)))
      metrics.treasury.set(Number(formatUnits(balances.payment, balances.paymentDecimals)))
    },
    recordCollateral(stored) {
      // An authority that a source made up must not stay.
      metrics.collateralLapse.reset()
      for (const { kind, scope, lapsesAt } of stored) {
        const labels = { document: limitToWord(kind), scope: HEX.test(scope) ? scope : 'other' }
        metrics.collateralLapse.set(labels, lapsesAt)
      }
    },
    recordCollateralAsk: ({ complete }) => metrics.collateralAsks.inc({ result: complete ? 'complete' : 'incomplete' }),
    recordPool({ requests, deposits, state, matchers, cover }) {
      for (const status of REQUEST_STATUSES) {
        metrics.requests.set({ status }, requests.filter((request) => request.status === status).length)
      }
      const ended = requests.find(({ endedAt }) => endedAt !== undefined)
      if (ended?.endedAt !== undefined) metrics.requestSeconds.set(ended.endedAt - ended.sentAt)
      const { lastRequestAt, requestInterval } = state.schedule
      metrics.nextRequest.set(lastRequestAt === 0 ? 0 : lastRequestAt + requestInterval)
      metrics.poolDeposits.set(deposits)
      metrics.stakes.set(ether(state.ether))
      metrics.matchers.set(matchers.active)
      metrics.matcherExpiry.set(matchers.expiresAt)
      metrics.coverMonth.set(ether(cover.month))
      metrics.coverSpent.set(ether(cover.spent))
      metrics.coverCap.set(cover.cap === undefined ? -1 : ether(cover.cap))
    },
    recordAttestation(attestation) {
      metrics.status.set(STATUS_VALUE[attestation.status])
      metrics.asOf.set(attestation.asOf)
    },
  }
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { formatEther } from 'viem'
import type { BlockHeader } from '../../chain/readHead.ts'
import type { EnclaveHealth } from '../enclaveHealth.ts'
import type { MatcherEvent } from '../matching/matcherEvent.ts'

/**
 * What an enclave shows to Prometheus: when, how long, how often, and what is public on chain. No recorder takes an amount, a
 * premium, or what became of a quote. Durations come in milliseconds and go out in seconds.
 */
export type EnclaveMetrics = {
  readonly contentType: string
  render(): Promise<string>
  recordHealth(health: EnclaveHealth): void
  recordEvent(event: MatcherEvent): void
  recordProof(durationMs: number): void
  recordRpcRequest(request: { provider: number; durationMs: number; failed: boolean }): void
}

export type CreateEnclaveMetricsParameters = {
  version: string
  /** Asked at each scrape. */
  isReady: () => boolean
  /** Wei that the payer has; asked at each scrape, and left as it was when that fails. */
  readBalance: () => Promise<bigint>
}

const PREFIX = 'reserve_enclave_'
const PROOF_BUCKETS = [0.5, 1, 1.5, 2, 3, 5, 10, 30, 60]
const SETTLEMENT_BUCKETS = [1, 2, 3, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600]
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const defineMetrics = (registry: Registry, { isReady, readBalance }: CreateEnclaveMetricsParameters) => {
  const options = <T extends string>(name: string, help: string, labelNames: readonly T[]) => {
    return { name: `${PREFIX}${name}`, help, labelNames, registers: [registry] }
  }
  const gauge = <T extends string>(name: string, help: string, ...labels: T[]) => new Gauge(options(name, help, labels))
  const counter = <T extends string>(name: string, help: string, ...labels: T[]) =>
    new Counter(options(name, help, labels))
  const histogram = <T extends string>(name: string, help: string, buckets: number[], ...labels: T[]) =>
    new Histogram({ ...options(name, help, labels), buckets })
  new Gauge({
    ...options('ready', '1 while the enclave would do its work, as /readyz says.', []),
    collect() {
      this.set(isReady() ? 1 : 0)
    },
  })
  new Gauge({
    ...options('payer_balance_ether', 'What registrations and settlements are paid from.', []),
    async collect() {
      const wei = await readBalance().catch(() => undefined)
      if (wei !== undefined) this.set(Number(formatEther(wei)))
    },
  })
  return {
    build: gauge('build_info', 'Constant 1; what is running.', 'version'),
    registration: gauge('registration_state', '1 for the state that the registration is in.', 'state'),
    expiry: gauge('key_expiry_timestamp_seconds', 'Unix time at which the registration ends; 0 before the first.'),
    slotKeys: gauge('slot_keys', 'Keys of slots, by what the enclave has of them.', 'state'),
    matching: gauge('matching_state', '1 for what the matcher does now.', 'state'),
    round: gauge('round_number', 'Round that was closed last, by whomever.'),
    settledRound: gauge('settled_round_number', 'Round that was settled last, by whomever.'),
    rounds: counter('rounds_total', 'Rounds that this enclave closed, settled or let expire.', 'outcome'),
    settlement: histogram('settlement_seconds', 'From a close to its settlement here, chain time.', SETTLEMENT_BUCKETS),
    proof: histogram('proof_seconds', 'How long a proof took, the witness included.', PROOF_BUCKETS),
    head: gauge('head_block', 'Newest block that was looked at.'),
    headTime: gauge('head_timestamp_seconds', 'Unix time of that block.'),
    rpcRequests: counter('rpc_requests_total', 'Requests by position of the provider.', 'provider'),
    rpcFailures: counter('rpc_failures_total', 'Requests that failed, by position of the provider.', 'provider'),
    rpcDuration: histogram('rpc_duration_seconds', 'Time to an answer.', LATENCY_BUCKETS, 'provider'),
  }
}

/** Creates an enclave's metrics in a registry of their own, with those of the process beside them. */
export const createEnclaveMetrics = (parameters: CreateEnclaveMetricsParameters): EnclaveMetrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const metrics = defineMetrics(registry, parameters)
  metrics.build.set({ version: parameters.version }, 1)
  const recordHead = ({ number, timestamp }: BlockHeader): void => {
    metrics.head.set(Number(number))
    metrics.headTime.set(timestamp)
  }

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    recordHealth({ state, expiresAt, slots, matching }) {
      // The state before must not stay at 1.
      metrics.registration.reset()
      metrics.registration.set({ state }, 1)
      metrics.expiry.set(expiresAt)
      for (const [name, count] of Object.entries(slots ?? {})) metrics.slotKeys.set({ state: name }, count)
      if (!matching) return
      metrics.matching.reset()
      metrics.matching.set({ state: matching.state }, 1)
      metrics.round.set(matching.round)
      metrics.settledRound.set(matching.settledRound)
    },
    recordEvent(event) {
      if (event.kind === 'looked') return recordHead(event.head)
      metrics.rounds.inc({ outcome: event.kind })
      if (event.kind === 'settled') metrics.settlement.observe(event.secondsAfterClose)
    },
    recordProof: (durationMs) => metrics.proof.observe(durationMs / 1_000),
    recordRpcRequest({ provider, durationMs, failed }) {
      metrics.rpcRequests.inc({ provider })
      if (failed) metrics.rpcFailures.inc({ provider })
      metrics.rpcDuration.observe({ provider }, durationMs / 1_000)
    },
  }
}

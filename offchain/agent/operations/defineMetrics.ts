import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

const PREFIX = 'reserve_agent_'
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const WRITE_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]
const DEPTH_BUCKETS = [1, 2, 3, 5, 8, 16, 32, 64, 128]

/** Defines every metric of the agent's own in `registry`: name, meaning, unit (as its suffix) and labels. */
export const defineMetrics = (registry: Registry, isReady: () => boolean) => {
  const options = <T extends string>(name: string, help: string, labelNames: readonly T[]) => {
    return { name: `${PREFIX}${name}`, help, labelNames, registers: [registry] }
  }
  const gauge = <T extends string>(name: string, help: string, ...labels: T[]) => new Gauge(options(name, help, labels))
  const counter = <T extends string>(name: string, help: string, ...labels: T[]) =>
    new Counter(options(name, help, labels))
  const histogram = <T extends string>(name: string, help: string, buckets: number[], ...labels: T[]) =>
    new Histogram({ ...options(name, help, labels), buckets })

  return {
    build: gauge('build_info', 'Constant 1; what is running.', 'version', 'signer'),
    ready: new Gauge({
      ...options('ready', '1 while the agent would act on an order, as /readyz says.', []),
      collect() {
        this.set(isReady() ? 1 : 0)
      },
    }),
    head: gauge('head_block', 'Newest block that the providers agree on.'),
    confirmed: gauge('confirmed_block', 'Newest block deep enough to be acted on.'),
    passes: counter('passes_total', 'Passes by what they did.', 'outcome'),
    passDuration: histogram('pass_duration_seconds', 'How long one pass took.', LATENCY_BUCKETS),
    actions: counter('actions_total', 'Actions that entered a state.', 'kind', 'state'),
    attempts: counter('attempts_total', 'Transactions signed.', 'kind'),
    replacements: counter('replacements_total', 'Transactions signed to outbid one of the same nonce.', 'kind'),
    reorgs: counter('reorgs_total', 'Reorganisations that took back handled blocks.'),
    reorgDepth: histogram('reorg_depth_blocks', 'Handled blocks that one reorganisation took back.', DEPTH_BUCKETS),
    incidents: gauge('open_incidents', 'Incidents that are open.', 'kind', 'severity'),
    pending: gauge('pending_notifications', 'Notifications that wait to be delivered.'),
    notifications: counter('notifications_total', 'Attempts to notify.', 'channel', 'result'),
    rpcRequests: counter('rpc_requests_total', 'Requests by position of the provider.', 'provider'),
    rpcFailures: counter('rpc_failures_total', 'Requests that failed, by position of the provider.', 'provider'),
    rpcDuration: histogram('rpc_duration_seconds', 'Time to an answer.', LATENCY_BUCKETS, 'provider'),
    healthy: gauge('provider_healthy', '1 while the provider at this position is fit to be asked.', 'provider'),
    writeDuration: histogram('journal_write_duration_seconds', 'Time until a write was on disk.', WRITE_BUCKETS),
    writeFailures: counter('journal_write_failures_total', 'Writes that did not reach the disk.'),
    gas: gauge('gas_balance_ether', 'What the agent can pay gas with.'),
    treasury: gauge('treasury_balance_tokens', 'Payment tokens in the treasury, whole ones; public on chain.'),
    status: gauge('attestation_status', '0 unknown, 1 solvent, 2 insolvent.'),
    collateralLapse: gauge(
      'collateral_lapse_timestamp_seconds',
      'Unix time at which a document on chain lapses; 0 while it is missing. Left is this less time().',
      'document',
      'scope',
    ),
    collateralAsks: counter('collateral_asks_total', 'Times the collateral source was asked.', 'result'),
    requests: gauge('pool_requests', 'Requests sent to the pool in the last 30 days, by public status.', 'status'),
    requestSeconds: gauge('pool_request_seconds', 'From sending to the end of the last request that ended.'),
    nextRequest: gauge(
      'pool_next_request_timestamp_seconds',
      'Unix time at which the schedule wants the next request.',
    ),
    poolDeposits: gauge('pool_deposits', 'Deposits into the pool in the last 30 days.'),
    stakes: gauge('pool_stake_balance_ether', 'What the treasury can pay stakes with.'),
    matchers: gauge('pool_matchers', 'Registered keys that could settle a round.'),
    matcherExpiry: gauge(
      'pool_matcher_expiry_timestamp_seconds',
      'Unix time at which the last of them expires; 0 without.',
    ),
    coverMonth: gauge('cover_month_ether', 'What 30 days of requests and deposits cost at the newest base fee.'),
    coverSpent: gauge('cover_spent_ether', 'What requests and deposits cost in the last 30 days, by whomever paid.'),
    coverCap: gauge('cover_cap_ether', 'What they may cost in 30 days; -1 without a limit.'),
    asOf: gauge('attestation_timestamp_seconds', 'Unix time the last report speaks of; its age is time() less this.'),
  }
}

import { type Address, formatEther } from 'viem'
import { findEnclaves } from '../../../chain/enclave/findEnclaves.ts'
import { readEnclave } from '../../../chain/enclave/readEnclave.ts'
import { readFeed } from '../../../chain/readFeed.ts'
import { readMaxAge } from '../../../chain/readMaxAge.ts'
import { readHeartbeat } from '../../../chain/treasury/readHeartbeat.ts'
import { type RequestState, readRequestState } from '../../../chain/treasury/readRequestState.ts'
import { computeCoverCost } from '../../../protocol/coverCost.ts'
import type { RequestWait } from '../../../protocol/requestDecision.ts'
import { settleWithin } from '../../alerts/settleWithin.ts'
import { findStandingObstacle } from '../../pool/findStandingObstacle.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** What the registry's logs get to answer: less than the doctor has for all its checks. */
const SEARCH_TIMEOUT_MS = 1_250

const FIX: Partial<Record<RequestWait, string>> = {
  poolFrozen: 'a frozen pool stays so: the owner calls exitPool() with the slot key, then collect()',
  notAdmitted: "let the pool's owner schedule admit(treasury)",
  poolPaused: "ask the pool's guardian why; then its owner calls unpause()",
  scheduleUnfit: "let the treasury's owner schedule setPoolSchedule() within the pool's minTimeout and limits",
  stakeUnaffordable: 'send the treasury ether for the stake; it comes back after each request',
}

const describe = (obstacle: RequestWait, { schedule, ...state }: RequestState): string => {
  if (obstacle === 'stakeUnaffordable') {
    return `the treasury has ${formatEther(state.ether)} ether, and a request puts ${formatEther(state.stake)} at stake`
  }
  if (obstacle !== 'scheduleUnfit') return `no request can be sent: ${obstacle}`
  const { premiumBps, timeout } = schedule
  const { maxPremiumBps, minTimeout, maxTimeout } = state
  return `requests have a premium of ${premiumBps} bps (at most ${maxPremiumBps}) and a timeout of ${timeout} s (${minTimeout} to ${maxTimeout})`
}

/** How many keys could settle a round now; undefined when the logs do not say in time. */
const countMatchers = async (
  { client, startBlock, maxLogBlocks }: DoctorContext,
  { registry, state, signal }: { registry: Address; state: RequestState; signal: AbortSignal },
): Promise<number | undefined> => {
  const { block } = state
  const range = {
    fromBlock: startBlock,
    toBlock: block.number,
    rangeBlocks: maxLogBlocks,
    maxRangeBlocks: maxLogBlocks,
  }
  const work = async () => {
    const signers = await findEnclaves(client, { registry, ...range })
    const enclaves = await Promise.all(signers.map((signer) => readEnclave(client, { registry, signer, block })))
    return enclaves.filter(({ isActive }) => isActive).length
  }
  return settleWithin({ timeoutMs: SEARCH_TIMEOUT_MS, signal, name: 'the registry', work }).catch(() => undefined)
}

/** Whether the dark pool would take the treasury's requests, and somebody would settle them. */
export const checkPool = async (context: DoctorContext, signal: AbortSignal): Promise<Finding> => {
  const { client, attestation, treasury, best } = context
  if (!best) return { verdict: 'skip', detail: 'no endpoint on the right chain answers' }
  const [{ pool, payment, enclaveRegistry: registry }, { paused }] = await Promise.all([
    context.readWiring(),
    context.readState(),
  ])
  const state = await readRequestState(client, { treasury, pool, payment, block: best.head })
  if (!state.isKeyed) {
    const detail = `not used: the treasury has no slot with an active key in pool ${pool}, so large orders go nowhere`
    return { verdict: 'pass', detail }
  }
  // That the treasury is paused is what another check says.
  const obstacle = findStandingObstacle(state, { isTreasuryPaused: false })
  if (obstacle) {
    const fix = FIX[obstacle] ?? 'see offchain/agent/README.md, Dark pool'
    return { verdict: 'fail', detail: describe(obstacle, state), fix }
  }
  const [matchers, { heartbeat, btcUsd }, maxAge, { baseFeePerGas }] = await Promise.all([
    countMatchers(context, { registry, state, signal }),
    readHeartbeat(client, { pool }),
    readMaxAge(client, { attestation }),
    client.getBlock({ blockHash: best.head.hash }),
  ])
  if (matchers === undefined || matchers === 0) {
    const fix =
      matchers === 0 ? 'start an enclave: npm run enclave -- run' : 'make RPC_URL tell logs since START_BLOCK faster'
    const detail =
      matchers === 0 ? `no active matcher in registry ${registry}` : 'the logs did not tell the matchers in time'
    return { verdict: 'warn', detail: `${detail}: rounds of pool ${pool} would expire`, fix }
  }
  const { updatedAt } = await readFeed(client, { feed: btcUsd })
  const age = best.head.timestamp - Number(updatedAt)
  if (age > heartbeat) {
    const detail = `BTC/USD (${btcUsd}) was updated ${age} s ago, and pool ${pool} counts on a round every ${heartbeat} s`
    return { verdict: 'warn', detail, fix: "wait for the feed's next round; if it stays, ask its operator" }
  }
  const { schedule, roundsPerRequest } = state
  if (schedule.requestInterval <= maxAge) {
    const detail = `a request goes out every ${schedule.requestInterval} s, and a report counts for ${maxAge} s: one made from a lagging node's view may order again what the last request ordered`
    const fix =
      "let the treasury's owner schedule setPoolSchedule() with a requestInterval above the attestation's maxAge"
    return { verdict: 'warn', detail, fix }
  }
  const fee = baseFeePerGas ?? 0n
  const { month } = computeCoverCost({
    events: [],
    schedule: { ...schedule, roundsPerRequest },
    fee,
    now: best.head.timestamp,
    cap: undefined,
  })
  const waits = paused ? ', once nothing is paused' : ''
  const detail = `a request every ${schedule.requestInterval} s at least${waits}, ${matchers} active matchers; cover costs about ${formatEther(month)} ether a month`
  return { verdict: 'pass', detail }
}

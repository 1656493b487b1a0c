import type { PoolEvent } from './poolEvent.ts'

/** Seconds: what "a month" is, wherever cover is counted. */
export const MONTH_SECONDS = 30 * 86_400

/** Gas of each transaction that cover consists of. */
export type CoverGas = { request: bigint; close: bigint; settlement: bigint; deposit: bigint }

/** As of November 2026: what tests measure, rounded up; of a settlement what `npm run bench` promises. What was really used takes their place. */
export const DOCUMENTED_GAS: CoverGas = {
  request: 165_000n,
  close: 65_000n,
  settlement: 1_350_000n,
  deposit: 150_000n,
}

/** Wei per gas above the base fee that a transaction of others counts with at most: more than one needs to be mined. */
const MOST_TIP = 2_000_000_000n

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/**
 * What anybody may send, and what each needs. Whoever wants the cap reached could burn gas around it, or tip; the rest
 * only the treasury's agent sends.
 */
const NEEDED_OF_OTHERS: Partial<Record<PoolEvent['kind'], bigint>> = {
  closed: DOCUMENTED_GAS.close,
  continued: DOCUMENTED_GAS.settlement,
  ended: DOCUMENTED_GAS.close,
}

/** Gas that counts: what was used; of a transaction of others twice what it needs, at most. */
const countedGas = ({ kind, gasUsed }: PoolEvent): bigint => {
  const needed = NEEDED_OF_OTHERS[kind]
  return needed === undefined ? gasUsed : min(gasUsed, 2n * needed)
}

/** Wei that count: {@link countedGas}, of others at no more than base fee and {@link MOST_TIP}. */
const countedCost = (event: PoolEvent): bigint => {
  const { kind, gasPrice, baseFee } = event
  return countedGas(event) * (kind in NEEDED_OF_OTHERS ? min(gasPrice, baseFee + MOST_TIP) : gasPrice)
}

/** How many of the last transactions of a kind the median is taken of. */
const MEASURED = 21

const EVENT_OF = {
  request: 'sent',
  close: 'closed',
  settlement: 'continued',
  deposit: 'deposited',
} as const satisfies Record<keyof CoverGas, PoolEvent['kind']>

/** The upper one of two in the middle. */
const median = (values: readonly bigint[]): bigint | undefined =>
  [...values].sort((a, b) => (a < b ? -1 : 1))[Math.floor(values.length / 2)]

/** What counts of the gas of the last transactions, each kind by its median; `events` newest first. Documented figures where there are none. */
export const measureGas = (events: readonly PoolEvent[]): CoverGas => {
  const measure = (name: keyof CoverGas): bigint => {
    const used = events.filter(({ kind }) => kind === EVENT_OF[name]).map(countedGas)
    return median(used.slice(0, MEASURED)) ?? DOCUMENTED_GAS[name]
  }
  return {
    request: measure('request'),
    close: measure('close'),
    settlement: measure('settlement'),
    deposit: measure('deposit'),
  }
}

/** How often things go out; intervals in seconds. */
export type CoverSchedule = { requestInterval: number; depositInterval: number; roundsPerRequest: number }

const perMonth = (intervalSeconds: number): bigint => BigInt(Math.ceil(MONTH_SECONDS / Math.max(1, intervalSeconds)))

/** Wei of one request with all its rounds, at `fee` wei per gas; the stake, which returns, is left out. */
export const requestCost = (gas: CoverGas, roundsPerRequest: number, fee: bigint): bigint =>
  (gas.request + BigInt(roundsPerRequest) * (gas.close + gas.settlement)) * fee

/** Wei that a month of requests and deposits costs at `fee` wei per gas, rounded up to whole transactions. */
export const monthlyCost = (gas: CoverGas, schedule: CoverSchedule, fee: bigint): bigint =>
  perMonth(schedule.requestInterval) * requestCost(gas, schedule.roundsPerRequest, fee) +
  perMonth(schedule.depositInterval) * gas.deposit * fee

/** Wei that all of it cost since a time (Unix seconds), by whomever it was paid; each transaction once, as its dearest part. */
export const spentSince = (events: readonly PoolEvent[], since: number): bigint => {
  const costs = new Map<string, bigint>()
  for (const event of events) {
    if (event.kind === 'matcherRegistered' || event.at < since) continue
    const cost = countedCost(event)
    if (cost > (costs.get(event.txHash) ?? 0n)) costs.set(event.txHash, cost)
  }
  return [...costs.values()].reduce((sum, cost) => sum + cost, 0n)
}

/** What cover costs, in wei: a month at today's fee, the next request, and what the last month really cost. */
export type CoverCost = { month: bigint; nextRequest: bigint; spent: bigint; cap: bigint | undefined }

export type CoverCostParameters = {
  /** Of the last month, newest first. */
  events: readonly PoolEvent[]
  schedule: CoverSchedule
  /** Wei per gas: the newest block's base fee. */
  fee: bigint
  /** Time of the newest block. */
  now: number
  /** Wei in a month; undefined: no limit. */
  cap: bigint | undefined
}

/** Public figures only: gas used, fees paid, and a public schedule. */
export const computeCoverCost = ({ events, schedule, fee, now, cap }: CoverCostParameters): CoverCost => {
  const gas = measureGas(events)
  return {
    month: monthlyCost(gas, schedule, fee),
    nextRequest: requestCost(gas, schedule.roundsPerRequest, fee),
    spent: spentSince(events, now - MONTH_SECONDS),
    cap,
  }
}

/** Whether another request would take the month above its cap. */
export const isCoverCapReached = ({ spent, nextRequest, cap }: CoverCost): boolean =>
  cap !== undefined && spent + nextRequest > cap

import type { PoolPolicy, PoolSight } from '../../offchain/agent/pool/poolKeeper.ts'
import type { PoolEvent, PoolFact } from '../../offchain/protocol/poolEvent.ts'
import { word } from './journalRecords.ts'

/** Chain time of {@link POOL_SIGHT}. */
export const NOW = 1_800_000_000

export const POOL_POLICY: PoolPolicy = {
  requestDepth: 'finalized',
  expireGraceSeconds: 30,
  coverCap: undefined,
  matcherExpirySeconds: 86_400,
  lookEverySeconds: 0,
}

/** A pool in use in which nothing is wrong: a request is pending, and its next round is not due yet. */
export const POOL_SIGHT: PoolSight = {
  state: {
    block: { number: 9n, hash: word(9), timestamp: NOW },
    schedule: {
      premiumBps: 300,
      timeout: 3_600,
      requestInterval: 7_200,
      deposit: 5n,
      depositInterval: 86_400,
      lastRequestAt: NOW - 100,
      lastPoolDepositAt: NOW - 50,
    },
    settledAt: 0,
    ether: 30n,
    stakeCredit: 0n,
    balance: 500n,
    depositAmount: 5n,
    isKeyed: true,
    isAdmitted: true,
    isPaused: false,
    isFrozen: false,
    isPaymentWaiting: false,
    stake: 10n,
    maxPremiumBps: 500,
    minDeposit: 1n,
    minTimeout: 3_600,
    maxTimeout: 2_592_000,
    roundsPerRequest: 3,
    settlementWindow: 1_200,
    live: {
      id: 7,
      isOwn: true,
      settledRounds: 0,
      openedAt: NOW - 100,
      timeout: 3_600,
      deadline: NOW - 100 + 3_600 + 1_200,
      stake: 10n,
    },
    closed: undefined,
  },
  requests: [],
  deposits: 1,
  cover: { month: 30n, nextRequest: 3n, spent: 10n, cap: undefined },
  matchers: { active: 1, expiresAt: NOW + 100_000 },
}

/** One event in a block and a transaction of its own, unless told otherwise. */
export const makePoolEvent = (fact: PoolFact, block: number, changes: Partial<PoolEvent> = {}): PoolEvent =>
  ({
    ...fact,
    blockNumber: BigInt(block),
    blockHash: word(block),
    logIndex: 0,
    txHash: word(1_000 + block),
    at: NOW + 12 * block,
    gasUsed: 100_000n + BigInt(block),
    gasPrice: 10n ** 19n,
    baseFee: 10n ** 19n,
    ...changes,
  }) as PoolEvent

/** A request of three rounds, settled from block `from` on. */
export const makeSettledRequest = (id: number, from: number): PoolEvent[] => [
  makePoolEvent({ kind: 'sent', requestId: id, epoch: 1_799_999_000 + id }, from),
  ...[1, 2, 3].flatMap((settledRounds) => [
    makePoolEvent({ kind: 'closed', requestId: id, round: 10 * id + settledRounds }, from + 2 * settledRounds),
    makePoolEvent({ kind: 'continued', requestId: id, settledRounds }, from + 2 * settledRounds + 1),
  ]),
  makePoolEvent({ kind: 'ended', requestId: id, status: 'settled' }, from + 7, { logIndex: 1 }),
]

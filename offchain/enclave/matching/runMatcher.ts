import { setTimeout as delay } from 'node:timers/promises'
import type { Address, Hex, PublicClient, TransactionReceipt } from 'viem'
import { encodeCloseRound } from '../../chain/darkpool/closeRound.ts'
import { encodeExpireRound } from '../../chain/darkpool/expireRound.ts'
import { followSettlements } from '../../chain/darkpool/followSettlements.ts'
import { type PoolStatus, readPoolStatus } from '../../chain/darkpool/readPoolStatus.ts'
import type { PoolTerms } from '../../chain/darkpool/readPoolTerms.ts'
import { readRound } from '../../chain/darkpool/readRound.ts'
import { type RoundPrice, readRoundPrice } from '../../chain/darkpool/readRoundPrice.ts'
import { readSlots } from '../../chain/darkpool/readSlots.ts'
import type { PoolLogs } from '../../chain/darkpool/scanSettlements.ts'
import { describeBriefly, findRevert } from '../../chain/describeError.ts'
import { isRetryable } from '../../chain/isRetryable.ts'
import { backOffMs } from '../../chain/providers/backOff.ts'
import { type BlockHeader, readHead } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { PoolError } from '../../protocol/pool/poolError.ts'
import type { EnclaveKeys } from '../keys/enclaveKeys.ts'
import type { Payer } from '../payer/payer.ts'
import { StaleLogsError } from './composeRound.ts'
import { decideRound, type RoundDecision, type RoundFacts } from './decideRound.ts'
import type { MatcherEvent } from './matcherEvent.ts'
import type { MatchingHealth, MatchingState } from './matchingHealth.ts'
import { proveOnce } from './proveOnce.ts'
import { type ProveRound, type ReadySettlement, settleClosedRound } from './settleClosedRound.ts'
import { submitSettlement } from './submitSettlement.ts'
import { PointlessError, workWhile } from './workWhile.ts'

export type RunMatcherParameters = {
  chainId: number
  pool: Address
  terms: PoolTerms
  /** Block of the pool's deployment. */
  startBlock: bigint
  maxLogBlocks: bigint
  /** Undefined for a slot key that could not be opened. */
  keyOf: (commitment: Hex) => bigint | undefined
  /** Whether nobody can ever open it. */
  isUnreadable: (commitment: Hex) => boolean
  keys: Pick<EnclaveKeys, 'signer' | 'sign'>
  /** Whether the registry counts on these keys, as far as is known. */
  isActive: () => boolean
  prove: ProveRound
  payer: Payer
  /** How long others are left to do what is due, in seconds; zero for the first matcher. */
  standbySeconds: number
  /** Between two looks at the head, in milliseconds. */
  pollIntervalMs: number
  /** Called whenever something about it changes. */
  onHealth: (health: MatchingHealth) => void
  onEvent?: (event: MatcherEvent) => void
  log: Log
  signal: AbortSignal
}

const STATE_OF: Record<RoundDecision['reason'], MatchingState> = {
  idle: 'idle',
  standby: 'standby',
  priceMissing: 'waitingForPrice',
  keysOpening: 'waitingForKeys',
  frozen: 'blocked',
  priceImpossible: 'blocked',
  inactive: 'blocked',
  keysMissing: 'blocked',
  priced: 'proving',
  nothingToPrice: 'proving',
  requestDue: 'closing',
  queueOrKeysWait: 'closing',
  roundOverdue: 'expiring',
  requestOverdue: 'expiring',
}

/** These change without a block. */
const CHANGES_BY_ITSELF: readonly RoundDecision['reason'][] = ['inactive', 'keysMissing', 'keysOpening']

/** What the pool says when somebody else did it meanwhile. */
const OVERTAKEN = [
  'RoundNotEnded',
  'NoRoundClosed',
  'RoundMismatch',
  'NothingToExpire',
  'TooEarlyToClose',
  'NothingToSettle',
]

/** What was read of the pool as of one block. */
type Look = { head: BlockHeader; status: PoolStatus; logs: PoolLogs; price: RoundPrice | undefined; facts: RoundFacts }

/**
 * Closes, settles and expires the rounds of a pool until `signal` aborts, and never throws before. Chain state decides, as
 * of the newest block: whatever was done by others, taken back or lost, the next look shows it. Nothing is kept but in memory.
 */
export const runMatcher = async (client: PublicClient, parameters: RunMatcherParameters): Promise<void> => {
  const { chainId, pool, terms, startBlock, maxLogBlocks, keyOf, isUnreadable, keys, isActive, payer } = parameters
  const { standbySeconds, pollIntervalMs, onHealth, onEvent = () => undefined, log, signal } = parameters
  const { settlementWindow, prices, attestationVerifier, minimumQuote } = terms
  const cursor = followSettlements(client, { pool, startBlock, maxLogBlocks })
  const prove = proveOnce(parameters.prove)
  const health: MatchingHealth = { state: 'starting', reason: undefined, round: 0, settledRound: 0 }
  let told = ''
  let closable: { round: bigint; since: number } | undefined
  /** Of the round that was tried last: whoever made one attempt vain must not do it again with the next. */
  let tried: { context: Hex; leaveOut: Set<number> } | undefined

  const report = (change: Partial<MatchingHealth>): void => {
    Object.assign(health, change)
    const now = JSON.stringify(health)
    if (now !== told) onHealth({ ...health })
    told = now
  }

  /** Undefined with `impossible`: no answer of the feeds will do. */
  const readPrice = async ({ round }: PoolStatus, block: BlockHeader) => {
    if (!round.isClosed || !round.hasRequest) return { price: undefined, state: 'missing' as const }
    try {
      const price = await readRoundPrice(client, { prices, closedAt: BigInt(round.closedAt), block })
      return { price, state: price ? ('known' as const) : ('missing' as const) }
    } catch (error) {
      if (isRetryable(error)) throw error
      log.warn({ round: round.number, err: describeBriefly(error) }, 'the round cannot be priced')
      return { price: undefined, state: 'impossible' as const }
    }
  }

  const readKeys = async (block: BlockHeader): Promise<Pick<RoundFacts, 'hasKeys' | 'isOpeningKeys'>> => {
    const slots = await readSlots(client, { pool, block })
    const isOpen = (key: Hex | undefined): boolean => key === undefined || keyOf(key) !== undefined
    return {
      hasKeys: slots.every(({ activeKey }) => isOpen(activeKey)),
      isOpeningKeys: slots.some(({ pendingKey }) => pendingKey && !isOpen(pendingKey) && !isUnreadable(pendingKey)),
    }
  }

  /** When the pool would close a round, since when this matcher has seen that it would. */
  const noteClosable = ({ refusal, round }: PoolStatus, now: number): number | undefined => {
    if (refusal !== undefined) closable = undefined
    else if (closable?.round !== round.number || closable.since > now) closable = { round: round.number, since: now }
    return closable?.since
  }

  const look = async (head: BlockHeader): Promise<Look> => {
    const [status, logs] = await Promise.all([
      readPoolStatus(client, { pool, terms, block: head }),
      cursor.advance(head),
    ])
    const { price, state } = await readPrice(status, head)
    const isMatterOfKeys = status.round.isClosed || status.refusal === undefined
    const now = head.timestamp
    const facts: RoundFacts = {
      ...{ ...status, now, settlementWindow, standbySeconds, price: state, isActive: isActive() },
      closableSince: noteClosable(status, now),
      ...(isMatterOfKeys ? await readKeys(head) : { hasKeys: true, isOpeningKeys: false }),
    }
    return { head, status, logs, price, facts }
  }

  const findReasonToStop = async ({ status: { round } }: Look): Promise<string | undefined> => {
    const head = await readHead(client)
    const { round: now } = await readPoolStatus(client, { pool, terms, block: head })
    onEvent({ kind: 'looked', head })
    const isOurs = now.isClosed && now.context === round.context && now.number === round.number
    if (!isOurs) return `round ${round.number} is settled, or not what it was`
    return head.timestamp > round.closedAt + settlementWindow ? `round ${round.number} is overdue` : undefined
  }

  const prepare = async (seen: Look, leaveOut: ReadonlySet<number>): Promise<ReadySettlement> => {
    const { head, logs, price } = seen
    const round = await readRound(client, { pool, block: head })
    const work = (proving: AbortSignal) =>
      settleClosedRound({
        ...{ chainId, pool, attestationVerifier, minimumQuote, round, logs, price, keyOf, keys, leaveOut, prove },
        deadline: round.closedAt + settlementWindow,
        signal: proving,
      })
    try {
      return await workWhile({
        findReasonToStop: () => findReasonToStop(seen),
        intervalMs: pollIntervalMs,
        work,
        signal,
      })
    } catch (error) {
      if (error instanceof StaleLogsError) cursor.forget()
      // Not its message, which may say a balance.
      if (error instanceof PoolError) throw new KitError(`round ${round.number} cannot be composed (${error.name})`)
      throw error
    }
  }

  const send = (data: Hex): Promise<TransactionReceipt> => payer.send({ to: pool, data }, signal)

  const settle = async (seen: Look): Promise<void> => {
    const { number, closedAt, context } = seen.status.round
    if (tried?.context !== context) tried = { context, leaveOut: new Set() }
    const { receipt } = await submitSettlement({
      leaveOut: tried.leaveOut,
      prepare: (leaveOut) => {
        report({ state: 'proving' })
        return prepare(seen, leaveOut)
      },
      send: (calldata) => {
        report({ state: 'sending' })
        return send(calldata)
      },
      onLeftOut: (slot) =>
        log.info({ round: number, slot }, 'a settlement with the key of this slot failed; leaving it as it is'),
    })
    const { timestamp } = await client.getBlock({ blockHash: receipt.blockHash })
    const secondsAfterClose = Number(timestamp) - closedAt
    const { transactionHash, gasUsed } = receipt
    log.info({ round: number, transactionHash, gasUsed, secondsAfterClose }, 'round settled')
    onEvent({ kind: 'settled', round: Number(number), secondsAfterClose })
  }

  const act = async (seen: Look, { action, reason }: RoundDecision): Promise<void> => {
    const { number } = seen.status.round
    if (action === 'settle') return await settle(seen)
    if (action === 'close') {
      await send(encodeCloseRound())
      log.info({ round: number + 1n, reason }, 'round closed')
      onEvent({ kind: 'closed', round: Number(number) + 1 })
    }
    if (action === 'expire') {
      await send(encodeExpireRound())
      log.warn({ round: number, reason }, 'round or request expired')
      onEvent({ kind: 'expired' })
    }
  }

  /** The block as of which there is nothing left to do; undefined where the next look may find something without a block. */
  const pass = async (head: BlockHeader): Promise<Hex | undefined> => {
    const seen = await look(head)
    onEvent({ kind: 'looked', head })
    const decision = decideRound(seen.facts)
    const { action, reason } = decision
    const isBlocked = STATE_OF[reason] === 'blocked'
    report({
      state: STATE_OF[reason],
      reason: isBlocked ? reason : undefined,
      round: Number(seen.status.round.number),
      settledRound: Number(seen.logs.settledRound ?? 0n),
    })
    if (action === 'wait') return CHANGES_BY_ITSELF.includes(reason) ? undefined : head.hash
    try {
      await act(seen, decision)
    } catch (error) {
      const wasOvertaken = error instanceof PointlessError || OVERTAKEN.includes(findRevert(error)?.name ?? '')
      if (!wasOvertaken) throw error
      log.info({ round: seen.status.round.number, action, reason: describeBriefly(error) }, 'somebody else was faster')
    }
    return undefined
  }

  let failures = 0
  let done: Hex | undefined
  while (!signal.aborted) {
    let waitMs = pollIntervalMs
    try {
      const head = await readHead(client)
      if (head.hash !== done) done = await pass(head)
      else onEvent({ kind: 'looked', head })
      failures = 0
    } catch (error) {
      if (signal.aborted) break
      failures += 1
      done = undefined
      const reason = describeBriefly(error)
      if (reason !== health.reason) log.warn({ err: reason }, 'the pool is not matched; trying again')
      report({ state: 'blocked', reason })
      waitMs = Math.max(pollIntervalMs, backOffMs({ failures, retryAfterMs: undefined, random: Math.random() }))
    }
    await delay(waitMs, undefined, { signal }).catch(() => undefined)
  }
}

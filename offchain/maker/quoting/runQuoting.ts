import { setTimeout as delay } from 'node:timers/promises'
import { describeError } from '../../chain/describeError.ts'
import { isRetryable } from '../../chain/isRetryable.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import { postQuote, withdrawQuote } from '../actions/postQuote.ts'
import type { Maker } from '../maker.ts'
import type { MakerView } from '../reading/makerView.ts'
import { RefusedError } from '../refusedError.ts'
import { chooseMove, type Move } from './chooseMove.ts'
import type { Decide, Decision } from './decide.ts'

export type RunQuotingParameters = {
  decide: Decide
  /** Least time between two transactions, by the chain's clock: it holds over restarts too. */
  minIntervalSeconds: number
  /**
   * A quote at every `minIntervalSeconds`, changed or not: otherwise the one that follows a fill tells everybody that there
   * was one. Costs a transaction an interval.
   */
  cover: boolean
  /** Between two looks at the chain, in milliseconds. */
  pollIntervalMs: number
  /** Called after each transaction that changed the standing quote. */
  onMoved?: (move: 'quote' | 'withdraw') => void
  log: Log
  signal: AbortSignal
}

/** What a strategy may want to answer to: a move of the price, the end of a round, a change of the balance, a new key. */
const interestOf = ({ price, state, balance, slot, round, quote, nextQuote, minimumQuote }: MakerView): string =>
  renderJson({
    ...{
      price,
      nonce: state.nonce,
      balance,
      key: slot?.activeKey,
      round: round.number,
      quote,
      nextQuote,
      minimumQuote,
    },
    isClosed: round.isClosed,
  })

/** Why there is nothing to decide for now; undefined if there is. */
const findObstacle = ({ slot, isFrozen, isAdmitted, isPaused, balance, account }: MakerView): string | undefined => {
  if (isFrozen) throw new RefusedError('the pool is frozen: nothing is settled any more; leave it with `maker exit`')
  if (!slot) throw new RefusedError(`${account} has no slot; take one with \`maker register\``)
  if (!isAdmitted) throw new RefusedError(`${account} is not admitted to the pool any more: it cannot quote`)
  if (!slot.activeKey) return 'waiting for the settlement that activates the key'
  if (!balance)
    throw new RefusedError(`slot ${slot.slot} has the key ${slot.activeKey}, which is not in MAKER_SLOT_KEY_FILE`)
  if (isPaused) return 'waiting for the pool, which is paused'
  return undefined
}

/**
 * Keeps the maker's quote as its strategy wants it, until the signal aborts.
 *
 * Each look at the chain that shows something new is handed to `decide`; its answer is sent if it differs from what stands,
 * no more often than `minIntervalSeconds`. Nothing is remembered but the last answer: a loop that was killed goes on from the
 * chain alone, and a quote that is made again under the same counter is the same bytes, or has another pad. Throws a
 * {@link RefusedError} when the account cannot quote any more; what an endpoint fails is tried again. Amounts are never logged.
 */
export const runQuoting = async (maker: Maker, parameters: RunQuotingParameters): Promise<void> => {
  const { decide, minIntervalSeconds, cover, pollIntervalMs, onMoved = () => undefined, log, signal } = parameters
  let decided: { interest: string; decision: Decision } | undefined
  let obstacle: string | undefined

  const send = (view: MakerView, move: Move & { kind: 'quote' | 'withdraw' }) => {
    const sending =
      move.kind === 'quote' ? postQuote(maker, view, move.quote, signal) : withdrawQuote(maker, view, signal)
    return sending.catch((cause: unknown) => {
      // The pool changed under it. Whether that is for good, the next look says.
      if (cause instanceof RefusedError) throw new KitError(cause.message, { cause, retryable: true })
      throw cause
    })
  }

  const step = async (): Promise<void> => {
    const view = await maker.reader.look()
    const found = findObstacle(view)
    if (found !== obstacle && found) log.info(found)
    obstacle = found
    if (found) return
    const interest = interestOf(view)
    if (decided?.interest !== interest) decided = { interest, decision: await decide(view) }
    const move = chooseMove({ view, decision: decided.decision, minIntervalSeconds, cover })
    if (signal.aborted || move.kind === 'none' || move.kind === 'wait') return
    const txHash = await send(view, move)
    log.info({ txHash, slot: view.slot?.slot }, move.kind === 'quote' ? 'quote posted' : 'quote withdrawn')
    onMoved(move.kind)
  }

  while (!signal.aborted) {
    try {
      await step()
    } catch (error) {
      if (signal.aborted) return
      if (!isRetryable(error)) throw error
      log.warn({ err: describeError(error) }, 'a step failed, trying again')
    }
    await delay(pollIntervalMs, undefined, { signal }).catch(() => undefined)
  }
}

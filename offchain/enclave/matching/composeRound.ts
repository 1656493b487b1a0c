import { numberToHex, zeroHash } from 'viem'
import type { RoundRecord } from '../../chain/darkpool/readRound.ts'
import type { RoundPrice } from '../../chain/darkpool/readRoundPrice.ts'
import type { PoolLogs } from '../../chain/darkpool/scanSettlements.ts'
import { KitError } from '../../errors.ts'
import { SLOTS } from '../../protocol/pool/constants.ts'
import { hashLeaves } from '../../protocol/pool/hashLeaves.ts'
import { hashOrder } from '../../protocol/pool/hashOrder.ts'
import { openState } from '../../protocol/pool/openState.ts'
import { settleRound } from '../../protocol/pool/settleRound.ts'
import type { PublishedState, Round, RoundRequest } from '../../protocol/pool/types.ts'
import { chooseKeyChanges } from './chooseKeyChanges.ts'

export type ComposeRoundParameters = {
  round: RoundRecord
  /** As of the same block. */
  logs: Pick<PoolLogs, 'leaves' | 'order'>
  minimumQuote: bigint
  /** Needed for a round with a request only. */
  price: RoundPrice | undefined
  /** Undefined for a key that could not be opened. */
  keyOf: (commitment: `0x${string}`) => bigint | undefined
  leaveOut?: ReadonlySet<number>
}

/** Logs and state are of two histories, or a log was missed. Logs that are read anew from the beginning fit again. */
export class StaleLogsError extends KitError {
  override readonly name = 'StaleLogsError'
}

const publishedState = ({ state, slots }: RoundRecord, leaves: readonly bigint[] | undefined): PublishedState => {
  const known = leaves ?? Array.from({ length: SLOTS }, () => 0n)
  const hash = hashLeaves(known)
  if (hash !== state.leavesHash) {
    const message = `the last settlement's leaves have hash ${hash}, the pool wants ${state.leavesHash}`
    throw new StaleLogsError(`${message}; read logs and state as of one block`, { retryable: true })
  }
  const commitments = Array.from({ length: SLOTS }, (_, slot) => {
    const record = slots.find((entry) => entry.slot === slot)
    return BigInt(record?.activeKey ?? zeroHash)
  })
  return { root: state.root, nonce: state.nonce, commitments, leaves: known }
}

const activeKeys = ({ commitments }: PublishedState, keyOf: ComposeRoundParameters['keyOf']): bigint[] =>
  commitments.map((commitment, slot) => {
    if (commitment === 0n) return 0n
    const key = keyOf(numberToHex(commitment, { size: 32 }))
    if (key === undefined) {
      throw new KitError(`the key of slot ${slot} is not opened yet: its balance cannot be settled`, {
        retryable: true,
      })
    }
    return key
  })

const requestOf = (
  { request, capBps }: RoundRecord,
  { order }: ComposeRoundParameters['logs'],
  price: RoundPrice | undefined,
): RoundRequest | undefined => {
  if (!request) return undefined
  if (!price) throw new KitError(`round with request ${request.id} has no price yet`, { retryable: true })
  if (!order || hashOrder(order) !== request.orderHash) {
    const found = order ? `hash ${hashOrder(order)}` : 'none'
    const message = `the order of request ${request.id} in the logs has ${found}, the pool wants ${request.orderHash}`
    throw new StaleLogsError(`${message}; read logs and state as of one block`, { retryable: true })
  }
  return { slot: request.slot, order, price: price.price, capBps }
}

/**
 * The model's round from what is public and the slots' keys: the last settlement's leaves are checked against the pool's
 * root, and nothing else is remembered from round to round.
 */
export const composeRound = ({ round, logs, minimumQuote, price, keyOf, leaveOut }: ComposeRoundParameters): Round => {
  const published = publishedState(round, logs.leaves)
  const kept: Round = {
    state: openState(published, activeKeys(published, keyOf)),
    stateNonce: published.nonce,
    request: requestOf(round, logs, price),
    minimumQuote,
    adjustments: round.entries.map(({ slot, asset, isWithdrawal, amount }) => ({
      slot,
      asset,
      kind: isWithdrawal ? 'withdrawal' : 'deposit',
      amount,
    })),
    book: round.book,
    keyChanges: [],
  }
  const { state: after } = settleRound(kept)
  return { ...kept, keyChanges: chooseKeyChanges({ round, after, keyOf, leaveOut: leaveOut ?? new Set() }) }
}

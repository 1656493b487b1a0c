import { randomBytes } from '@noble/hashes/utils.js'
import { type Hex, hexToBytes } from 'viem'
import { describeError } from '../../chain/describeError.ts'
import type { Log } from '../../log.ts'
import { HpkeError } from '../../protocol/hpke.ts'
import { makeDecryptionShare } from '../../protocol/vault/decryptionShare.ts'
import { inspectSecret } from '../../protocol/vault/sealedSecret.ts'
import {
  answerShareRequest,
  requireRequestSignature,
  type ShareAnswer,
  type SignedShareRequest,
} from '../../protocol/vault/shareRequest.ts'
import { untilAborted } from '../../untilAborted.ts'
import type { Permission, ReleasePolicy, ReleaseQuestion } from '../policy/releasePolicy.ts'
import type { TokenBuckets } from './createTokenBuckets.ts'
import { RefusedError, refuseAs, refuseLaterAs } from './refusedError.ts'
import { requireStored } from './requireStored.ts'
import type { VaultStore } from './vaultStore.ts'

/** How far ahead a request may be dated: what was recorded of one is of no use to anybody later. */
const MOST_SECONDS_AHEAD = 300

/** What others are told; the provider's own words are for the log. */
export const CHAIN_UNREADABLE = 'this node cannot read the chain now'

export type ReleaseParameters = {
  identity: Hex
  identityKey: Uint8Array
  store: VaultStore
  policy: ReleasePolicy
  /** By signer. */
  buckets: TokenBuckets
  /** Unix seconds. */
  clock: () => number
  log: Log
  /** Called at each decision, and at each that could not be made. */
  onPolicy: (outcome: { isChainRead: boolean }) => void
}

const requireDeadline = (deadline: number, now: number): void => {
  if (deadline < now) throw new RefusedError('requestExpired', `the request expired at ${deadline}, it is ${now}`)
  if (deadline > now + MOST_SECONDS_AHEAD) {
    throw new RefusedError(
      'deadlineTooFar',
      `the deadline ${deadline} is more than ${MOST_SECONDS_AHEAD} s after ${now}`,
    )
  }
}

const requireServed = (store: VaultStore, epoch: number) => {
  const held = store.active()
  if (held?.key.epoch === epoch) return held
  const served = held ? `epoch ${held.key.epoch}` : 'no key yet'
  throw new RefusedError('epochNotHeld', `this node serves ${served}, not epoch ${epoch}`, { retryable: true })
}

/** A signer's turn counts only once the request is proven to be its own; else anyone could use up anyone's turns. */
const requireTurn = (buckets: TokenBuckets, signer: string): void => {
  const retryAfterMs = buckets.take(signer.toLowerCase())
  if (retryAfterMs > 0) {
    throw new RefusedError('tooManyRequests', `${signer} asks too often`, { retryable: true, retryAfterMs })
  }
}

const isTimeout = ({ reason }: AbortSignal): boolean => (reason as Error | undefined)?.name === 'TimeoutError'

const requirePermission = async (
  question: ReleaseQuestion,
  signal: AbortSignal,
  { policy, log, onPolicy }: ReleaseParameters,
): Promise<Permission> => {
  let answer: Awaited<ReturnType<ReleasePolicy>>
  try {
    // A policy that hangs must not keep its place for ever.
    answer = await untilAborted(signal, () => policy(question, signal))
  } catch (error) {
    // Whoever asked may have left, which says nothing about the chain.
    if (!signal.aborted || isTimeout(signal)) {
      log.warn({ problem: describeError(error) }, 'cannot read the chain')
      onPolicy({ isChainRead: false })
    }
    throw new RefusedError('chainUnreadable', CHAIN_UNREADABLE, { retryable: true })
  }
  onPolicy({ isChainRead: true })
  if (answer.isAllowed) return answer
  throw new RefusedError(answer.code, answer.reason, { retryable: answer.retryable })
}

/** The encryption key is the asker's to choose: there are some that make no secret with any key. */
const sealAnswer = (request: SignedShareRequest, parameters: Parameters<typeof answerShareRequest>[1]): ShareAnswer => {
  try {
    return answerShareRequest(request, parameters)
  } catch (error) {
    if (!(error instanceof HpkeError)) throw error
    throw new RefusedError('encryptionKeyInvalid', `nothing can be sealed to ${request.encryptionKey}`)
  }
}

/** Gives an enclave this node's share of one secret, if the chain allows it: what is cheap to check comes first. */
export const releaseShare = async (
  request: SignedShareRequest,
  signal: AbortSignal,
  parameters: ReleaseParameters,
): Promise<ShareAnswer> => {
  const { identity, identityKey, store, buckets, clock, log } = parameters
  const { node, epoch, label, sealed, signer, encryptionKey, deadline } = request
  if (node !== identity) throw new RefusedError('otherNode', `the request is for node ${node}, this is ${identity}`)
  requireDeadline(deadline, clock())
  const { masterKey } = requireServed(store, epoch).key
  await refuseLaterAs('requestNotSigned', requireRequestSignature(request))
  requireTurn(buckets, signer)
  const secret = refuseAs('ciphertextInvalid', () => inspectSecret({ masterKey, label, sealed: hexToBytes(sealed) }))
  const question = { label, ciphertextId: secret.id, signer, encryptionKey }
  const { block } = await requirePermission(question, signal, parameters)
  // Another epoch may have been activated meanwhile.
  const { key, index, share } = requireServed(store, epoch)
  // Before the record, so that what is recorded can be answered.
  const answer = sealAnswer(request, {
    share: makeDecryptionShare({ key, index, secret }, share),
    identityKey,
    ephemeralSecretKey: randomBytes(32),
  })
  await requireStored(log, store.recordRelease({ ...question, at: clock(), epoch, block }))
  // Once more: shares of an epoch that was erased meanwhile must not leave.
  requireServed(store, epoch)
  log.info({ ...question, epoch, block: block.number }, 'released a share')
  return answer
}

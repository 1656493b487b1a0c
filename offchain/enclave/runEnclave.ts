import { setTimeout as delay } from 'node:timers/promises'
import type { PublicClient } from 'viem'
import { describeError } from '../chain/describeError.ts'
import { type EnclaveState, readEnclave } from '../chain/enclave/readEnclave.ts'
import { isRetryable } from '../chain/isRetryable.ts'
import { backOffMs } from '../chain/providers/backOff.ts'
import { readHead } from '../chain/readHead.ts'
import { KitError } from '../errors.ts'
import { decideRenewal, type RenewalPolicy } from '../protocol/renewalDecision.ts'
import type { EnclaveHealth } from './enclaveHealth.ts'
import type { EnclaveKeys } from './keys/enclaveKeys.ts'
import type { MatchingHealth } from './matching/matchingHealth.ts'
import { type RegisterEnclaveParameters, registerEnclave } from './registerEnclave.ts'
import type { SlotCounts } from './slots/slotKeyState.ts'

export type RunEnclaveParameters = Omit<RegisterEnclaveParameters, 'keys'> & {
  keys: EnclaveKeys
  renewal: RenewalPolicy
  /** Between two looks at the registry, in milliseconds. */
  pollIntervalMs: number
  /** Between two attempts when the registry refuses what only somebody else can change, in milliseconds. */
  refusedIntervalMs: number
  /** Called whenever something about it changes. */
  onHealth: (health: EnclaveHealth) => void
  /** Begun once the registry counts on it; ends with `signal`, before the keys are erased. */
  followSlots?: (onCounts: (slots: SlotCounts) => void, signal: AbortSignal) => Promise<void>
  /** Likewise; `isActive` tells what the registry was last seen to say. */
  match?: (onChange: (matching: MatchingHealth) => void, isActive: () => boolean, signal: AbortSignal) => Promise<void>
}

/** A key that a guardian revoked never returns. What to do about it is for a person, not for a restart. */
export class EnclaveRevokedError extends KitError {
  override readonly name = 'EnclaveRevokedError'
}

/** What is remembered between two looks at the registry. */
type Memory = {
  /** The expiry last seen, and when it was first seen: chain time. */
  expiresAt: number
  seenAt: number
  unmovedAt: number | undefined
  /** Where the last registration was mined; what a node shows that lags behind it is not believed. */
  registeredIn: bigint
}

const watchExpiry = (memory: Memory, state: EnclaveState): void => {
  if (state.expiresAt === memory.expiresAt) return
  memory.expiresAt = state.expiresAt
  memory.seenAt = state.block.timestamp
  memory.unmovedAt = undefined
}

const remember = (memory: Memory, state: EnclaveState): void => {
  if (state.expiresAt === memory.expiresAt) memory.unmovedAt = state.block.timestamp
  watchExpiry(memory, state)
  memory.registeredIn = state.block.number
}

const createReporter = (onHealth: (health: EnclaveHealth) => void, health: EnclaveHealth) => {
  let last = ''
  return (change: Partial<EnclaveHealth>): void => {
    Object.assign(health, change)
    // That it was looked at again is no news.
    const { checkedAt: _checkedAt, ...news } = health
    if (JSON.stringify(news) === last) return
    last = JSON.stringify(news)
    onHealth({ ...health })
  }
}

/**
 * Keeps an enclave registered until `signal` aborts, then erases its keys. Chain state decides: whatever happened to a
 * registration (it ran out, its policy was retired and set anew, its block was reorganised away), the next look shows it.
 * Throws when the key is revoked, and for nothing else.
 */
export const runEnclave = async (client: PublicClient, parameters: RunEnclaveParameters): Promise<void> => {
  const { registry, keys, renewal, log, signal } = parameters
  const { signer } = keys
  const memory: Memory = { expiresAt: 0, seenAt: 0, unmovedAt: undefined, registeredIn: 0n }
  const health: EnclaveHealth = { signer, state: 'starting', expiresAt: 0, checkedAt: 0, problem: undefined }
  const report = createReporter(parameters.onHealth, health)
  const show = ({ isActive, expiresAt, block }: EnclaveState, problem: string | undefined): void =>
    report({ state: isActive ? 'active' : 'inactive', expiresAt, checkedAt: block.timestamp, problem })

  const pass = async (): Promise<void> => {
    const block = await readHead(client)
    if (block.number < memory.registeredIn) {
      throw new KitError(`the chain ends at ${block.number}, before our registration`, { retryable: true })
    }
    const state = await readEnclave(client, { registry, signer, block })
    watchExpiry(memory, state)
    const decision = decideRenewal({ now: block.timestamp, enclave: state, ...memory, policy: renewal })
    if (decision.action === 'revoked') {
      report({ state: 'revoked', expiresAt: state.expiresAt, checkedAt: block.timestamp, problem: 'revoked' })
      throw new EnclaveRevokedError(`the key ${signer} was revoked for good; find out why before you start another`)
    }
    // A problem stays until the registration that it concerns is made.
    show(state, decision.action === 'wait' ? undefined : health.problem)
    if (decision.action === 'wait') return
    const { state: registered, ...registration } = await registerEnclave(client, parameters)
    const isExtended = registered.expiresAt !== memory.expiresAt
    remember(memory, registered)
    show(registered, undefined)
    const { expiresAt } = registered
    log.info({ ...registration, expiresAt }, decision.action === 'renew' ? 'enclave renewed' : 'enclave registered')
    if (!isExtended) log.warn({ expiresAt }, 'the renewal did not move the expiry: collateral or policy end then')
  }

  const ending = new AbortController()
  let companions: Promise<void>[] | undefined
  const accompany = (): void => {
    const { followSlots, match } = parameters
    const until = AbortSignal.any([signal, ending.signal])
    const warn = (what: string) => (error: unknown) => log.error({ err: describeError(error) }, what)
    companions ??= [
      followSlots?.((slots) => report({ slots }), until).catch(warn('the slots of the pool are not followed any more')),
      match?.(
        (matching) => report({ matching }),
        () => health.state === 'active',
        until,
      ).catch(warn('rounds are not matched any more')),
    ].map((companion) => companion ?? Promise.resolve())
  }

  let failures = 0
  try {
    while (!signal.aborted) {
      let waitMs = parameters.pollIntervalMs
      try {
        await pass()
        // What is not active is registered, or has thrown.
        accompany()
        failures = 0
      } catch (error) {
        if (signal.aborted) break
        if (error instanceof EnclaveRevokedError) throw error
        failures += 1
        const problem = describeError(error)
        if (problem !== health.problem)
          log.warn({ err: problem, expiresAt: health.expiresAt }, 'not registered, trying again')
        report({ problem })
        waitMs = isRetryable(error)
          ? backOffMs({ failures, retryAfterMs: undefined, random: Math.random() })
          : parameters.refusedIntervalMs
      }
      await delay(waitMs, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    ending.abort()
    await Promise.all(companions ?? [])
    keys.erase()
    if (health.state !== 'revoked') report({ state: 'stopped' })
    log.info({ signer }, 'enclave stopped; its keys are erased')
  }
}

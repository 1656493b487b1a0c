import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Journal, JournalBinding } from '../../store/journal.ts'
import type { Channel } from './channel.ts'
import { createBell } from './createBell.ts'
import { type AttemptOutcome, type DeliveryResult, deliverNotifications } from './deliverNotifications.ts'
import type { DeliveryPolicy } from './retryDelay.ts'

export type StartDeliveryParameters = {
  /** Has to stay open until `done` resolves. */
  journal: Pick<Journal, 'dueNotifications' | 'postponeNotification' | 'dropNotification'>
  channels: readonly Channel[]
  binding: JournalBinding
  policy: DeliveryPolicy
  log: Log
  /** Unix seconds. */
  now: () => number
  onAttempt: (channel: string, outcome: AttemptOutcome) => void
  signal: AbortSignal
}

export type Delivery = {
  /** Says that something was queued. */
  wake(): void
  /** Resolves within twice `policy.flushMs` after the abort. Never rejects. */
  done: Promise<void>
}

/** Nothing sleeps longer, in seconds: a clock that was set must not put an alert off for ever. */
const LONGEST_SLEEP_SECONDS = 60

/**
 * Delivers notifications in the background, each channel on its own, until `signal` aborts; then what is due gets one
 * last attempt.
 */
export const startDelivery = (parameters: StartDeliveryParameters): Delivery => {
  const { journal, channels, policy, log, now, signal } = parameters
  const deadline = new AbortController()
  const finished = new AbortController()
  const served = channels.map((channel) => ({ channel, bell: createBell(), delivered: new Set<string>() }))

  const guarded = async (work: () => Promise<DeliveryResult>): Promise<DeliveryResult> => {
    try {
      return await work()
    } catch (error) {
      const err = error instanceof KitError ? error.message : (error as Error).name
      log.error({ err }, 'the journal of alerts fails, trying again')
      return { nextAt: now() + policy.firstDelaySeconds, isSilenced: true }
    }
  }

  const dropOrphans = async (): Promise<DeliveryResult> => {
    const pending = await journal.dueNotifications(Number.MAX_SAFE_INTEGER)
    for (const orphan of pending.filter(({ channel }) => !served.some((other) => other.channel.name === channel))) {
      const { channel, incidentId, phase } = orphan
      log.warn({ channel, incident: incidentId, phase }, 'alert dropped: its channel is not configured any more')
      await journal.dropNotification(orphan)
    }
    return { nextAt: undefined, isSilenced: false }
  }

  const serve = async ({ channel, bell, delivered }: (typeof served)[number]) => {
    const deliver = () => deliverNotifications({ ...parameters, channel, delivered, signal: deadline.signal })
    for (let isLast = false; !isLast; ) {
      isLast = signal.aborted
      const { nextAt, isSilenced } = await guarded(deliver)
      const seconds = Math.max((nextAt ?? Number.POSITIVE_INFINITY) - now(), 0)
      if (isSilenced) {
        await delay(seconds * 1000, undefined, { signal }).catch(() => undefined)
        if (signal.aborted) return
      } else if (!isLast) {
        await bell.sleep(Math.min(seconds, LONGEST_SLEEP_SECONDS) * 1000)
      }
    }
  }

  const wake = () => {
    for (const { bell } of served) bell.ring()
  }

  const serving = Promise.all([guarded(dropOrphans), ...served.map(serve)]).finally(() => finished.abort())

  const closing = async () => {
    if (!signal.aborted) await once(signal, 'abort', { signal: finished.signal })
    wake()
    await delay(policy.flushMs, undefined, { signal: finished.signal })
    deadline.abort()
    await delay(policy.flushMs, undefined, { signal: finished.signal })
  }
  // Whichever ends first: everything is served, or the time to close is over.
  const done = Promise.race([serving, closing()]).then(
    () => undefined,
    () => undefined,
  )
  return { wake, done }
}

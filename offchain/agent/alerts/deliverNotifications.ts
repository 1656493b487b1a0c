import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Incident, Journal, JournalBinding, Notification } from '../../store/journal.ts'
import type { Channel } from './channel.ts'
import { chooseNotification } from './chooseNotification.ts'
import { composeMessage } from './composeMessage.ts'
import { type DeliveryPolicy, retryDelay } from './retryDelay.ts'
import { settleWithin } from './settleWithin.ts'

/** `abandoned`: the last attempt failed and there will be no other. */
export type AttemptOutcome = 'delivered' | 'failed' | 'abandoned'

export type DeliveryParameters = {
  journal: Pick<Journal, 'dueNotifications' | 'postponeNotification' | 'dropNotification'>
  channel: Channel
  binding: JournalBinding
  policy: DeliveryPolicy
  log: Log
  /** Unix seconds. */
  now: () => number
  onAttempt: (channel: string, outcome: AttemptOutcome) => void
  /** Keys that the receiver has but the journal may not have forgotten: a full disk must not repeat an alert. */
  delivered: Set<string>
  /** Ends the attempt under way, and there is no other. */
  signal: AbortSignal
}

/** When something is due on the channel again, in Unix seconds; `isSilenced` when the receiver forbids to ask sooner. */
export type DeliveryResult = { nextAt: number | undefined; isSilenced: boolean }

type Pending = Notification & { incident: Incident }

/** The end of time as far as both engines can compare it: asks for everything that is pending. */
const ANY_TIME = Number.MAX_SAFE_INTEGER

const attempt = async (parameters: DeliveryParameters, notification: Pending): Promise<KitError | undefined> => {
  const { channel, binding, policy, signal, delivered } = parameters
  const message = composeMessage(binding, notification)
  if (delivered.has(message.key)) return undefined
  try {
    await settleWithin({
      timeoutMs: policy.attemptMs,
      signal,
      name: channel.name,
      work: (limit) => channel.deliver(message, limit),
    })
    delivered.add(message.key)
    parameters.onAttempt(channel.name, 'delivered')
    return undefined
  } catch (error) {
    // Anything else is a mistake of the channel's, and its words are not known to be fit for a log.
    return error instanceof KitError ? error : new KitError(`${channel.name} failed unexpectedly`, { retryable: true })
  }
}

const putOff = async (parameters: DeliveryParameters, notification: Pending, failure: KitError): Promise<void> => {
  const { journal, channel, policy, log, now, onAttempt } = parameters
  const { incident, incidentId, phase, attempts } = notification
  const fields = { channel: channel.name, incident: incidentId, phase, attempts: attempts + 1, err: failure.message }
  const queuedAt = phase === 'closed' ? (incident.closedAt ?? incident.openedAt) : incident.openedAt
  // What is still wrong is never given up.
  const isOver = incident.closedAt !== undefined
  if (isOver && now() - queuedAt >= policy.giveUpAfterSeconds) {
    onAttempt(channel.name, 'abandoned')
    log.error(fields, 'alert given up')
    return await journal.dropNotification(notification)
  }
  onAttempt(channel.name, 'failed')
  const seconds = retryDelay({ attempts, failure, policy })
  log[failure.retryable ? 'warn' : 'error']({ ...fields, retryInSeconds: seconds }, 'alert not delivered')
  await journal.postponeNotification(notification, now() + seconds)
}

/** Delivers what is due on one channel, one message at a time. Rejects only when the journal does. */
export const deliverNotifications = async (parameters: DeliveryParameters): Promise<DeliveryResult> => {
  const { journal, channel, now, signal, delivered } = parameters
  for (;;) {
    const pending = (await journal.dueNotifications(ANY_TIME)).filter((candidate) => candidate.channel === channel.name)
    const next = chooseNotification(pending, now())
    if (!next || next.nextAttemptAt > now() || signal.aborted) return { nextAt: next?.nextAttemptAt, isSilenced: false }
    const failure = await attempt(parameters, next)
    if (!failure) {
      await journal.dropNotification(next)
      delivered.delete(composeMessage(parameters.binding, next).key)
      continue
    }
    await putOff(parameters, next, failure)
    if (failure.retryAfterMs !== undefined) {
      return { nextAt: now() + Math.ceil(failure.retryAfterMs / 1000), isSilenced: true }
    }
  }
}

import type { Notification } from '../../store/journal.ts'

/** That something began is said before that it is over. */
const waitsForAnother = (notification: Notification, pending: readonly Notification[]): boolean =>
  notification.phase === 'closed' &&
  pending.some(({ incidentId, phase }) => incidentId === notification.incidentId && phase === 'opened')

/**
 * Chooses what one channel says next, and when: what was tried least comes first, so that a message that the receiver
 * chokes on holds up no other. Undefined when nothing is pending.
 */
export const chooseNotification = <T extends Notification>(pending: readonly T[], now: number): T | undefined => {
  const ready = pending.filter((notification) => !waitsForAnother(notification, pending))
  const due = ready.filter(({ nextAttemptAt }) => nextAttemptAt <= now)
  if (due.length > 0) return due.reduce((first, other) => (other.attempts < first.attempts ? other : first))
  return ready.reduce<T | undefined>(
    (first, other) => (first && first.nextAttemptAt <= other.nextAttemptAt ? first : other),
    undefined,
  )
}

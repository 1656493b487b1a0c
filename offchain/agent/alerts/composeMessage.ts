import type { Incident, JournalBinding, Notification } from '../../store/journal.ts'
import type { AlertMessage } from './channel.ts'

const LONGEST_SUMMARY = 500

/** On one line, without characters that hide or reorder others. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_SUMMARY)

/** Says what a notification has to say; the same notification always gives the same message. */
export const composeMessage = (
  binding: JournalBinding,
  { incident, phase }: Pick<Notification, 'phase'> & { incident: Incident },
): AlertMessage => {
  const { chainId, attestation, treasury } = binding
  const { id, kind, severity, openedAt, closedAt } = incident
  return {
    chainId,
    attestation,
    treasury,
    // The time tells the incidents of this journal from those of one that was lost.
    key: `${chainId}-${treasury.toLowerCase()}-${id}-${openedAt}-${phase}`,
    incidentId: id,
    kind,
    severity,
    phase,
    summary: oneLine(incident.summary),
    openedAt,
    closedAt: phase === 'closed' ? closedAt : undefined,
  }
}

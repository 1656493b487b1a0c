import type { Incident, JournalBinding } from '../../store/journal.ts'

/** What a channel is asked to say. Nothing in it is confidential, and nothing in it is markup. */
export type AlertMessage = JournalBinding & {
  /** The same for every attempt to deliver this message and for no other message: receivers drop what they have seen. */
  key: string
  incidentId: number
  kind: string
  severity: Incident['severity']
  phase: 'opened' | 'closed' | 'test'
  /** One line. */
  summary: string
  /** Unix seconds. */
  openedAt: number
  /** Unix seconds; set when the phase is `closed`. */
  closedAt: number | undefined
}

/** One way to reach somebody. */
export type Channel = {
  name: string
  /**
   * Resolves once the receiver has taken the message. Rejects with a KitError that names neither address nor secret:
   * retryable when trying again soon can help, not when somebody has to change something first.
   */
  deliver(message: AlertMessage, signal: AbortSignal): Promise<void>
  /** Rejects when the channel cannot work, as far as that can be found out without sending anything. */
  probe(signal: AbortSignal): Promise<void>
}

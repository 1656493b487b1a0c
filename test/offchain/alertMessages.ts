import type { AlertMessage } from '../../offchain/agent/alerts/channel.ts'
import type { Incident, JournalBinding } from '../../offchain/store/journal.ts'

export const BINDING: JournalBinding = {
  chainId: 31337,
  attestation: '0x00000000000000000000000000000000000A77e5',
  treasury: '0x0000000000000000000000000000000000007EA5',
}

/** 2023-11-14 22:13:20 UTC. */
export const OPENED_AT = 1_700_000_000

export const anIncident = (changes: Partial<Incident> = {}): Omit<Incident, 'id' | 'closedAt'> => ({
  kind: 'treasuryPaused',
  severity: 'critical',
  summary: 'the treasury is paused',
  openedAt: OPENED_AT,
  ...changes,
})

export const aMessage = (changes: Partial<AlertMessage> = {}): AlertMessage => ({
  ...BINDING,
  key: `31337-${BINDING.treasury.toLowerCase()}-7-${OPENED_AT}-opened`,
  incidentId: 7,
  kind: 'treasuryPaused',
  severity: 'critical',
  phase: 'opened',
  summary: 'the treasury is paused',
  openedAt: OPENED_AT,
  closedAt: undefined,
  ...changes,
})

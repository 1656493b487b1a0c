import { renderTime } from '../../rendering/renderTime.ts'
import type { AlertMessage } from './channel.ts'

/** An alert as people read it, before a channel escapes it: one line, then names and values. */
export type MessageText = { title: string; summary: string; facts: readonly (readonly [name: string, value: string])[] }

const inWords = (seconds: number): string => {
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const first = units.findIndex(([count]) => count > 0)
  if (first === -1) return '0 s'
  const shown = units.slice(first, first + 2).filter(([count]) => count > 0)
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}

const HEADLINES = { opened: 'Incident', closed: 'Over', test: 'Test' }

/** Puts an alert into words that every channel shares. */
export const describeMessage = (message: AlertMessage): MessageText => {
  const { phase, kind, severity, incidentId, summary, openedAt, closedAt, chainId, attestation, treasury } = message
  const over: [string, string][] =
    closedAt === undefined
      ? []
      : [
          ['Until', renderTime(closedAt)],
          ['Lasted', inWords(closedAt - openedAt)],
        ]
  return {
    title: `[${severity}] ${HEADLINES[phase]}${phase === 'test' ? '' : ` #${incidentId}`}: ${kind}`,
    summary,
    facts: [
      ['Since', renderTime(openedAt)],
      ...over,
      ['Chain', String(chainId)],
      ['Attestation', attestation],
      ['Treasury', treasury],
    ],
  }
}

import type { JournalBooks } from '../agent/readBooks.ts'
import type { SinkContents } from '../proxies/sinkMessage.ts'

/** Where the alerts that arrived and the incidents of the journals disagree, in words. Repeats with one key count once. */
export const compareAlerts = (journals: readonly JournalBooks[], { received, forged }: SinkContents): string[] => {
  const problems = forged === 0 ? [] : [`${forged} alerts had no good signature`]
  const arrived = new Map(received.map((alert) => [`${alert.path} ${alert.key}`, alert]))
  const expected: string[] = []
  for (const [index, { incidents }] of journals.entries()) {
    for (const { id, kind, closedAt } of incidents) {
      expected.push(`/${index} ${id} ${kind} opened`)
      if (closedAt !== undefined) expected.push(`/${index} ${id} ${kind} closed`)
    }
  }
  const told = [...arrived.values()].map(
    ({ path, incidentId, kind, phase }) => `${path} ${incidentId} ${kind} ${phase}`,
  )
  for (const one of expected) {
    const count = told.filter((other) => other === one).length
    if (count !== 1) problems.push(`alert ${one} arrived ${count} times`)
  }
  for (const one of told) if (!expected.includes(one)) problems.push(`alert ${one} is of no incident`)
  return problems
}

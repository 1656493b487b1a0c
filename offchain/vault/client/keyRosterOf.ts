import type { KeyRoster, Roster } from './roster.ts'

/** What a key must say to be of this roster. */
export const keyRosterOf = ({ threshold, nodes }: Roster): KeyRoster => ({
  threshold,
  identities: nodes.map(({ identity }) => identity),
})

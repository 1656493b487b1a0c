import type { RosterNode } from './roster.ts'

const DIGITS_SHOWN = 10

/** How messages name a node: enough of its identity to find it in the roster, and where it was asked. */
export const nameNode = ({ identity, url }: RosterNode): string =>
  `${identity.slice(0, 2 + DIGITS_SHOWN)} at ${URL.canParse(url) ? new URL(url).host : 'an unreadable URL'}`

import type { Moment } from './proxyMessage.ts'

/** What the suite tells the proxy in front of PostgreSQL; each is answered with the steps since the mark. */
export type WireCommand =
  | { command: 'mark' }
  | { command: 'read' }
  /** Holds the step before the server has it, or its answer before the agent has it. For good: the agent dies. */
  | { command: 'trap'; step: string; moment: Moment }
  | { command: 'untrap' }
  /** Drops every connection. */
  | { command: 'cut' }

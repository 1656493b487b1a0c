import type { Journal } from './journal.ts'
import { keepActions } from './keepActions.ts'
import { keepIncidents } from './keepIncidents.ts'
import { keepPoolEvents } from './keepPoolEvents.ts'
import { keepProgress } from './keepProgress.ts'
import type { SqlEngine } from './sqlEngine.ts'

/** The journal on prepared tables. The engines differ in how they open, lock and commit, not in what they are told. */
export const createSqlJournal = (engine: SqlEngine): Journal => ({
  engine: engine.name,
  ...keepProgress(engine),
  ...keepPoolEvents(engine),
  ...keepActions(engine),
  ...keepIncidents(engine),
  async probe() {
    // A real write: whatever stops the next one (no space, no connection, read-only media) stops this one.
    await engine.query('update binding set probes = probes + 1')
  },
  close: engine.close,
})

import type { AgentSettings } from '../../config.ts'

/** Where the journal is: a `postgres://` URL, which is a secret, or a file. */
export const journalLocation = ({ config, secrets }: AgentSettings): string => secrets.databaseUrl ?? config.agentStore

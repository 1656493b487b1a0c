import type { AgentContext } from './agentContext.ts'
import type { Mechanism } from './mechanisms/mechanism.ts'

/** An agent: what it is wired to, and its ways to heal in the order in which they are asked. */
export type Agent = AgentContext & { mechanisms: readonly Mechanism[] }

/** What the agent is doing: `standby` waits for another replica to give up the lock. */
export type AgentRole = 'starting' | 'standby' | 'active' | 'stopping'

/**
 * The agent's live state, which its loop updates in place and its operations server reads.
 * Every `...AtMs` is in milliseconds of one clock that never goes back (`performance.now()`).
 */
export type AgentHealth = {
  role: AgentRole
  /** When the loop last began an iteration, whatever came of it. */
  iteratedAtMs: number
  /** The newest block seen; `timestamp` is its own, in Unix seconds, `changedAtMs` when its number last grew. */
  head: { number: bigint; timestamp: number; changedAtMs: number } | undefined
  /** When a pass last ended well. */
  passedAtMs: number | undefined
  /** Why the last pass failed, as a word: an error's name without its arguments, which may say how large an order is. */
  passError: string | undefined
  /** Why the last write of the journal failed. */
  journalError: string | undefined
  /** `keyMissing` says why an agent that was told to act cannot sign. */
  signer: { kind: string; keyMissing: string | undefined }
  /** How many RPC endpoints are fit to be asked now, and how many must agree. */
  providers: { healthy: number; required: number }
  /** What the last pass did, as a word. */
  outcome: string | undefined
}

export type CreateAgentHealthParameters = {
  signer: AgentHealth['signer']
  providers: AgentHealth['providers']
  /** Milliseconds of the same clock as every later update. */
  nowMs: number
}

/** The state of an agent that has just started and seen nothing. */
export const createAgentHealth = ({ signer, providers, nowMs }: CreateAgentHealthParameters): AgentHealth => ({
  role: 'starting',
  iteratedAtMs: nowMs,
  head: undefined,
  passedAtMs: undefined,
  passError: undefined,
  journalError: undefined,
  signer,
  providers,
  outcome: undefined,
})

import path from 'node:path'
import type { LeashedProcess } from '../process/spawnLeashed.ts'
import type { StoryTools } from '../process/tellStory.ts'
import type { AgentStack } from '../stack/agentEnvironment.ts'
import { startAgentProcess } from './startAgentProcess.ts'

/** The agent, and a signal that aborts when it ends by itself, or the pool fails: nothing is worth waiting for then. */
export type WatchedAgent = { agent: LeashedProcess; signal: AbortSignal }

/** Starts the agent for a story; the shutdown takes it down. */
export const startWatchedAgent = async (
  stack: AgentStack & { folder: string; pool?: Promise<unknown> },
  { log, shutdown, environment }: Pick<StoryTools, 'log' | 'shutdown'> & { environment?: Record<string, string> },
): Promise<WatchedAgent> => {
  const giveUp = new AbortController()
  stack.pool?.catch((error: unknown) => giveUp.abort(`the pool did not start: ${(error as Error).message}`))
  const agent = await startAgentProcess(stack, {
    storeFile: path.join(stack.folder, 'journal.db'),
    environment,
    log,
    onExit: (code, lines) => giveUp.abort(`the agent ended with code ${code}: ${lines.join(' | ')}`),
  })
  shutdown.onShutdown('agent', () => agent.stop())
  return { agent, signal: AbortSignal.any([giveUp.signal, shutdown.signal]) }
}

import path from 'node:path'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import type { Log } from '../../log.ts'
import { type LeashedProcess, spawnLeashed } from '../process/spawnLeashed.ts'
import { type AgentStack, agentEnvironment } from '../stack/agentEnvironment.ts'

export type StartAgentProcessParameters = {
  storeFile: string
  /** More of its settings. */
  environment?: Record<string, string>
  log: Log
  /** Called when the agent ends by itself, which it never should. */
  onExit: (code: number, lastLines: readonly string[]) => void
}

/** Starts the real agent as a process of its own; resolves when it says that it watches. */
export const startAgentProcess = async (
  stack: AgentStack,
  { storeFile, environment, log, onExit }: StartAgentProcessParameters,
): Promise<LeashedProcess> => {
  const lines: string[] = []
  let announceStarted: () => void
  const started = new Promise<void>((resolve) => {
    announceStarted = resolve
  })
  const agent = await spawnLeashed(process.execPath, ['--import', 'tsx', path.join('offchain', 'agent.ts'), 'run'], {
    cwd: projectRoot,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...agentEnvironment(stack),
      AGENT_STORE: storeFile,
      AWAL_DRY_RUN: 'false',
      ...environment,
    },
    log,
    onLine: (line) => {
      lines.push(line)
      log.debug({ agent: line }, 'agent')
      if (line.includes('agent started')) announceStarted()
    },
    onExit: (code) => onExit(code, lines.slice(-5)),
  })
  await Promise.race([started, agent.exited])
  return agent
}

import path from 'node:path'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { MAINNET } from '../../chain/mainnet.ts'
import type { Log } from '../../log.ts'
import { type LeashedProcess, spawnLeashed } from '../process/spawnLeashed.ts'
import { LOCAL_ACCOUNTS } from '../stack/accounts.ts'
import type { LocalStack } from '../stack/startLocalStack.ts'

export type StartAgentProcessParameters = {
  storeFile: string
  log: Log
  /** Called when the agent ends by itself, which it never should. */
  onExit: (code: number, lastLines: readonly string[]) => void
}

/** The environment with which `npm run agent` would watch and heal this stack. */
export const agentEnvironment = (stack: LocalStack, storeFile: string): Record<string, string> => ({
  RPC_URL: stack.chain.rpcUrl,
  CONTRACT_ADDRESS: stack.deployment.attestation,
  TREASURY_ADDRESS: stack.deployment.treasury,
  RESERVE_ADDRESS: stack.deployment.reserve,
  CHAINLINK_FEED_ADDRESS: MAINNET.proofOfReserveFeed,
  START_BLOCK: `${stack.deployment.startBlock}`,
  CONFIRMATIONS: '1',
  POLL_INTERVAL: '250',
  AGENT_STORE: storeFile,
  AWAL_DRY_RUN: 'false',
  AGENT_PRIVATE_KEY: LOCAL_ACCOUNTS.agent.privateKey,
  AGENT_SEALING_KEY: stack.agentSealingSecret,
})

/** Starts the real agent as a process of its own; resolves when it says that it watches. */
export const startAgentProcess = async (
  stack: LocalStack,
  { storeFile, log, onExit }: StartAgentProcessParameters,
): Promise<LeashedProcess> => {
  const lines: string[] = []
  let announceStarted: () => void
  const started = new Promise<void>((resolve) => {
    announceStarted = resolve
  })
  const agent = await spawnLeashed(process.execPath, ['--import', 'tsx', path.join('offchain', 'agent.ts'), 'run'], {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...agentEnvironment(stack, storeFile) },
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

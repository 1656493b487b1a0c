import fs from 'node:fs'
import { quorumOf } from '../../chain/providers/openProviders.ts'
import type { AgentSettings } from '../../config.ts'
import { type AgentHealth, createAgentHealth } from '../operations/agentHealth.ts'
import { assessReadiness } from '../operations/assessReadiness.ts'
import { createMetrics, type Metrics } from '../operations/createMetrics.ts'
import { startOperationsServer } from '../operations/startOperationsServer.ts'

/** How many polls ago a good pass may be, and how long ago (ms) in any case, before the agent counts as blind. */
const PASS_POLLS = 10
const LEAST_PASS_AGE_MS = 60_000
/** Longer than the slowest chain of timeouts within one iteration. */
const MAX_ITERATION_MS = 300_000

const PACKAGE_FILE = new URL('../../../package.json', import.meta.url)
const readVersion = (): string => (JSON.parse(fs.readFileSync(PACKAGE_FILE, 'utf8')) as { version: string }).version

export type Operations = { health: AgentHealth; metrics: Metrics; isReady: () => boolean; close: () => Promise<void> }

/** The agent's health and metrics, and the server that shows them unless it is switched off. */
export const openOperations = async ({ config, signer }: AgentSettings): Promise<Operations> => {
  const limits = {
    maxHeadAgeMs: config.headStallSeconds * 1000,
    maxPassAgeMs: Math.max(config.pollInterval * PASS_POLLS, LEAST_PASS_AGE_MS),
    maxIterationMs: MAX_ITERATION_MS,
  }
  const health = createAgentHealth({
    signer: { kind: signer, keyMissing: 'not opened yet' },
    providers: { healthy: 0, required: quorumOf(config.rpcUrl.length) },
    nowMs: performance.now(),
  })
  const isReady = () => assessReadiness(health, performance.now(), limits).ready
  const metrics = createMetrics({ version: readVersion(), signer, isReady })
  if (config.operationsPort === 'off') return { health, metrics, isReady, close: async () => undefined }
  const { operationsPort: port, operationsHost: host } = config
  const server = await startOperationsServer({ port, host, health, metrics, limits })
  return { health, metrics, isReady, close: server.close }
}

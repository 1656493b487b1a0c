import { setTimeout as delay } from 'node:timers/promises'
import { parseEther } from 'viem'
import { describeError } from '../../chain/describeError.ts'
import { isRetryable } from '../../chain/isRetryable.ts'
import type { AgentSettings } from '../../config.ts'
import type { Log } from '../../log.ts'
import type { Journal } from '../../store/journal.ts'
import { openJournal } from '../../store.ts'
import { createConnectionWatch } from '../createConnectionWatch.ts'
import { meterJournal } from '../operations/meterJournal.ts'
import { createPoolKeeper } from '../pool/poolKeeper.ts'
import { runAgent } from '../runAgent.ts'
import { createMechanisms } from './createMechanisms.ts'
import { journalLocation } from './journalLocation.ts'
import { type Operations, openOperations } from './openOperations.ts'
import { type PreparedAgent, prepareAgent } from './prepareAgent.ts'
import { startAlerts } from './startAlerts.ts'
import { type StartedKeeper, startKeeper } from './startKeeper.ts'

/** After losing a journal, before it is opened again, in milliseconds. */
const REOPEN_MS = 5_000
/** How many times REPLACE_AFTER_SECONDS a transaction may wait before somebody should look. */
const STUCK_AFTER = 10

export type StartAgentParameters = {
  settings: AgentSettings
  /** PATH and HOME, for programs that a mechanism starts. */
  environment: { PATH?: string; HOME?: string }
  log: Log
  /** Tells the agent to stop. */
  signal: AbortSignal
}

/** Acts for as long as the journal is there. */
const act = async (
  { settings, environment, signal }: StartAgentParameters,
  { connection, reserve, poolPolicy, ...standing }: PreparedAgent,
  { health, metrics, isReady }: Operations,
  opened: Journal,
): Promise<void> => {
  const { config } = settings
  const { wallet, attestation, treasury, log } = standing
  const journal = meterJournal(opened, { health, metrics })
  const binding = { chainId: connection.chainId, attestation, treasury }
  const mechanisms = createMechanisms({ settings, environment, log })
  const alerts = startAlerts({ settings, journal, binding, metrics, log, signal })
  const watch = createConnectionWatch({
    providers: connection.providers.health,
    quorum: health.providers.required,
    stallMs: config.headStallSeconds * 1000,
    skewMs: config.maxClockSkewSeconds * 1000,
    nowMs: Date.now,
  })
  health.role = 'active'
  const started = { ...binding, wallet: wallet.kind, agent: wallet.address, reserve, journal: journal.engine }
  log.info(started, wallet.kind === 'dryRun' ? 'agent started as a dry run: it sends nothing' : 'agent started')
  let keeping: StartedKeeper | undefined
  try {
    keeping = startKeeper({ client: standing.client, settings, metrics, log })
    await runAgent(
      {
        ...standing,
        journal,
        mechanisms,
        collateralKeeper: keeping?.keeper,
        poolKeeper: createPoolKeeper(poolPolicy),
      },
      {
        pollIntervalMs: config.pollInterval,
        health,
        describeConnection(head) {
          const providers = connection.providers.health()
          health.providers.healthy = providers.filter(({ state }) => state === 'healthy').length
          for (const [index, { state }] of providers.entries()) {
            metrics.recordProviderHealth({ provider: index + 1, healthy: state === 'healthy' })
          }
          return watch(head)
        },
        trackIncidents: alerts.trackIncidents,
        onGoodPass() {
          // Silence there is the alarm: a ping must mean that the agent would act.
          if (isReady()) alerts.pingDeadMan()
        },
        minGasBalance: parseEther(config.minGasBalance),
        stuckAfterSeconds: config.replaceAfterSeconds * STUCK_AFTER,
        signal,
      },
    )
  } finally {
    await keeping?.stop()
    await alerts.stop()
  }
}

/** Runs the agent until `signal` aborts: connects, waits for the journal, acts, and opens it anew when it is lost. */
export const startAgent = async (parameters: StartAgentParameters): Promise<void> => {
  const { settings, log, signal } = parameters
  const operations = await openOperations(settings)
  const { health } = operations
  try {
    const standing = await prepareAgent(settings, operations, log)
    const { attestation, treasury, connection } = standing
    const onStandby = () => {
      health.role = 'standby'
      log.info('another replica holds the journal: standing by')
    }
    const open = () => {
      const binding = { chainId: connection.chainId, attestation, treasury }
      return openJournal(journalLocation(settings), binding, { signal, onStandby })
    }
    const work = async (journal: Journal) => {
      try {
        await act(parameters, standing, operations, journal)
      } finally {
        await journal.close()
      }
    }
    // A journal that cannot be opened at the start is for whoever starts the agent; one that is lost later comes back.
    let isOpened = false
    while (!signal.aborted) {
      health.iteratedAtMs = performance.now()
      try {
        const journal = await open()
        isOpened = true
        await work(journal)
      } catch (error) {
        if (signal.aborted) return
        if (!isOpened || !isRetryable(error)) throw error
        log.error({ err: describeError(error) }, 'the journal is lost; opening it anew')
        await delay(REOPEN_MS, undefined, { signal }).catch(() => undefined)
      }
    }
  } finally {
    health.role = 'stopping'
    await operations.close()
    log.info('agent stopped')
  }
}

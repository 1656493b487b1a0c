import { parseEther } from 'viem'
import { connectChain } from '../../chain/connectChain.ts'
import { describeBriefly, describeError } from '../../chain/describeError.ts'
import { readWiring } from '../../chain/readWiring.ts'
import { describeSettings } from '../../config/describeSettings.ts'
import { listSecretValues } from '../../config/listSecretValues.ts'
import { renderSettings } from '../../config/renderSettings.ts'
import { type AgentSettings, checkSettings, readSettings } from '../../config.ts'
import { KitError } from '../../errors.ts'
import { createLog, type Log } from '../../log.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import type { JournalReader } from '../../store/journal.ts'
import { openJournal, readJournal } from '../../store.ts'
import { unixNow } from '../unixNow.ts'
import type { CommandOptions, Commands } from './createProgram.ts'
import { EXIT, exitCodeOf } from './exitCode.ts'
import { journalLocation } from './journalLocation.ts'
import { poolPolicy } from './poolPolicy.ts'
import { readHistory } from './readHistory.ts'
import { type ReadStatusParameters, readStatus } from './readStatus.ts'
import { renderHistory } from './renderHistory.ts'
import { renderSimulation } from './renderSimulation.ts'
import { renderStatus } from './renderStatus.ts'
import { reportAction } from './reportAction.ts'
import { resolveAction } from './resolveAction.ts'
import { simulateDeficit } from './simulateDeficit.ts'

export type CreateCommandsParameters = {
  environment: NodeJS.ProcessEnv
  /** Begins to listen for what tells a running agent to stop. */
  listenForStop: (log: Log) => AbortSignal
}

/** The answer of a command belongs to standard output; logs go to standard error. */
const answer = <T>({ json }: CommandOptions, result: T, render: (result: T) => string): void => {
  process.stdout.write(`${json ? renderJson(result) : render(result)}\n`)
}

const operationsUrlOf = ({ config: { operationsPort, operationsHost } }: AgentSettings): string | undefined =>
  operationsPort === 'off' ? undefined : `http://${operationsHost}:${operationsPort}`

const connect = async (settings: AgentSettings) => {
  const { config } = settings
  const { client, chainId } = await connectChain({ rpcUrls: config.rpcUrl, expectedChainId: config.chainId })
  const { contractAddress: attestation, treasuryAddress: treasury, reserveAddress: reserve } = config
  const wiring = await readWiring(client, { attestation, treasury, reserve })
  return { client, wiring, treasury, binding: { chainId, attestation: wiring.attestation, treasury } }
}

/** Closes the journal whatever happens: an open one would keep the process, and perhaps the lock. */
const withJournal = async <J extends { close(): Promise<void> }, Result>(
  journal: J,
  work: (journal: J) => Promise<Result>,
): Promise<Result> => {
  try {
    return await work(journal)
  } finally {
    await journal.close()
  }
}

/** What each command of the agent does. */
export const createCommands = ({ environment, listenForStop }: CreateCommandsParameters): Commands => {
  const settingsFor = ({ config: file }: CommandOptions, purpose: 'act' | 'read') =>
    readSettings({ file, environment, purpose })

  return {
    async run(options) {
      const settings = settingsFor(options, 'act')
      const secrets = listSecretValues(settings)
      const json = !process.stderr.isTTY
      const log = createLog({ name: 'agent', level: settings.config.logLevel, secrets, json })
      // Servers and channels take a second to load, which the other commands need not spend.
      const { startAgent } = await import('./startAgent.ts')
      try {
        await startAgent({ settings, environment, log, signal: listenForStop(log) })
      } catch (error) {
        // With this log and no other: it knows the secrets that no line may show.
        log.error({ err: describeBriefly(error) }, 'agent cannot run')
        process.exitCode = exitCodeOf(error)
      }
    },
    async status(options) {
      const settings = settingsFor(options, 'read')
      const { client, wiring, treasury, binding } = await connect(settings)
      const journal: JournalReader | { problem: string } = await readJournal(journalLocation(settings), binding).catch(
        (error) => ({ problem: describeError(error) }),
      )
      const look = (journal: ReadStatusParameters['journal']) =>
        readStatus(client, {
          ...wiring,
          treasury,
          depth: settings.config.confirmations,
          poolPolicy: poolPolicy(settings),
          journal,
          operationsUrl: operationsUrlOf(settings),
          minGasBalance: parseEther(settings.config.minGasBalance),
          now: unixNow(),
        })
      const status = 'problem' in journal ? await look(journal) : await withJournal(journal, look)
      answer(options, status, renderStatus)
      if (status.problems.length > 0) process.exitCode = EXIT.unhealthy
    },
    async doctor(options) {
      const { settings, problems } = checkSettings({ file: options.config, environment })
      const { examineSettings } = await import('./examineSettings.ts')
      const { results, text, exitCode } = await examineSettings(settings, problems)
      answer(options, results, () => text)
      // A channel that does not answer holds its sockets for longer than the doctor waits.
      process.stdout.write('', () => process.exit(exitCode))
    },
    async history(options) {
      const settings = settingsFor(options, 'read')
      const { binding } = await connect(settings)
      const reader = await readJournal(journalLocation(settings), binding)
      answer(options, await withJournal(reader, (journal) => readHistory(journal, options)), renderHistory)
    },
    async simulate(options) {
      const settings = settingsFor(options, 'read')
      const { client, wiring, treasury } = await connect(settings)
      const { quoterAddress: quoter, slippageBps } = settings.config
      const { deficit, policy } = options
      const parameters = { ...wiring, treasury, quoter, slippageBps: BigInt(slippageBps), deficit, policy }
      const simulation = await simulateDeficit(client, parameters)
      answer(options, simulation, renderSimulation)
      if (simulation.obstacles.length > 0) process.exitCode = EXIT.unhealthy
    },
    async settings(options) {
      answer(options, describeSettings(settingsFor(options, 'read')), renderSettings)
    },
    async testAlerts(options) {
      const settings = settingsFor(options, 'read')
      const { binding } = await connect(settings)
      const { testChannels } = await import('./testChannels.ts')
      const checks = await testChannels(settings, binding)
      answer(options, checks, (all) =>
        all.map(({ channel, problem }) => `${channel}  ${problem ?? 'delivered'}`).join('\n'),
      )
      if (checks.length === 0 || checks.some(({ problem }) => problem)) process.exitCode = EXIT.unhealthy
    },
    async resolve(options) {
      const settings = settingsFor(options, 'read')
      const { binding } = await connect(settings)
      const standby = new AbortController()
      const opened = await openJournal(journalLocation(settings), binding, {
        signal: standby.signal,
        onStandby: () => standby.abort(),
      }).catch((cause) => {
        if (!standby.signal.aborted) throw cause
        throw new KitError('an agent holds the journal; stop it first', { cause, retryable: true })
      })
      const resolved = await withJournal(opened, async (journal) =>
        reportAction(await resolveAction(journal, { ...options, now: unixNow() })),
      )
      answer(options, resolved, ({ kind, id, state, reason }) => `${kind} ${id}: ${state} (${reason})`)
    },
  }
}

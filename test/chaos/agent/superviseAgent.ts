import { setTimeout as delay } from 'node:timers/promises'
import { type LeashedProcess, spawnLeashed } from '../../../offchain/local/process/spawnLeashed.ts'
import type { Log } from '../../../offchain/log.ts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { type JournalBooks, readBooks } from './readBooks.ts'

/** A program that starts the agent as its argument. `always`: also when it is started again. */
export type UnderProgram = { command: readonly string[]; always: boolean }

export type SuperviseParameters = {
  bundle: string
  env: Record<string, string>
  log: Log
  under?: UnderProgram
  /** Awaited between the end of a process and the start of the next one. */
  onDeath: () => Promise<void>
}

/** The agent as an operator runs it: under a supervisor that starts it again whenever it ends. */
export type SupervisedAgent = {
  /** SIGKILL; the supervisor starts it again. Resolves when the process is gone. */
  kill(): Promise<void>
  /** Resolves when the process ends for whatever reason. */
  ended(): Promise<number>
  /** SIGTERM and no further start; resolves with the exit code (137 after it had to be killed). */
  stop(): Promise<number>
  /** Its journal, as `agent history` shows it. */
  history(): Promise<JournalBooks>
  /** How often it was started. */
  starts(): number
  /** The last lines of its log, for the report of a round that went wrong. */
  lastLines(): readonly string[]
}

const RESTART_MS = 100
const KEPT_LINES = 200

/** Starts the agent and keeps it running until `stop`. */
export const superviseAgent = async ({
  bundle,
  env,
  log,
  under,
  onDeath,
}: SuperviseParameters): Promise<SupervisedAgent> => {
  const lines: string[] = []
  let starts = 0
  let stopping = false
  let current: LeashedProcess
  let starting: Promise<void>

  const environment = { PATH: process.env.PATH, HOME: process.env.HOME, ...env }
  const prefixAfterwards = under?.always ? under.command : []

  const start = async (prefix: readonly string[]) => {
    starts += 1
    const [command = process.execPath, ...args] = [...prefix, process.execPath, bundle, 'run']
    current = await spawnLeashed(command, args, {
      cwd: projectRoot,
      env: environment,
      log,
      graceMs: 15_000,
      onLine: (line) => {
        lines.push(line)
        if (lines.length > KEPT_LINES) lines.shift()
      },
    })
    void current.exited.then(async (code) => {
      lines.push(`[ended with ${code}]`)
      if (!stopping) await Promise.all([onDeath(), delay(RESTART_MS)])
      if (!stopping) starting = start(prefixAfterwards)
    })
  }
  starting = start(under?.command ?? [])
  await starting

  return {
    async kill() {
      const victim = current
      try {
        process.kill(victim.pid, 'SIGKILL')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
      await victim.exited
    },
    ended: () => current.exited,
    async stop() {
      stopping = true
      await starting
      await current.stop()
      return current.exited
    },
    history: () => readBooks([...prefixAfterwards, process.execPath, bundle], environment),
    starts: () => starts,
    lastLines: () => lines,
  }
}

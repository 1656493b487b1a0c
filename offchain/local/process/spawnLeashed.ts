import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'

export type LeashParameters = {
  env?: NodeJS.ProcessEnv
  cwd?: string
  log: Log
  /** Called with the exit code (128 + signal number after a signal) when the child ends without `stop`. */
  onExit?: (code: number) => void
  /** Called with each line of the child's output. By default lines go to the log at debug level. */
  onLine?: (line: string) => void
  /** Time between SIGTERM and SIGKILL. */
  graceMs?: number
}

export type LeashedProcess = {
  pid: number
  /** Resolves with the exit code once the child is gone. Never rejects. */
  exited: Promise<number>
  /** Terminates the child and whatever it started; resolves when they are gone. May be called twice. */
  stop(): Promise<void>
}

type LeashMessage = { pid: number } | { error: string }

const LEASH = fileURLToPath(new URL('./leash.mjs', import.meta.url))

const killGroup = (leader: number) => {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const forEachLine = (stream: Readable, onLine: (line: string) => void) =>
  createInterface({ input: stream }).on('line', onLine)

/** Starts a child that cannot outlive this process, however this process ends. */
export const spawnLeashed = async (
  command: string,
  args: readonly string[],
  { env, cwd, log, onExit, onLine = (line) => log.debug({ command }, line), graceMs = 2_000 }: LeashParameters,
): Promise<LeashedProcess> => {
  // Detached: a Ctrl-C in the terminal reaches only us, so that we choose the order in which things go down.
  const leash = spawn(process.execPath, [LEASH, String(graceMs), command, ...args], {
    env,
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  forEachLine(leash.stdout as Readable, onLine)
  forEachLine(leash.stderr as Readable, onLine)

  let stopping = false
  const exited = new Promise<number>((resolve) => {
    leash.once('error', () => resolve(127))
    leash.once('exit', (code, signal) => {
      // The leash itself may have been killed: then its group still holds the child.
      if (leash.pid !== undefined) killGroup(leash.pid)
      resolve(code ?? (signal === 'SIGKILL' ? 137 : 143))
    })
  })
  const started = await Promise.race([
    new Promise<LeashMessage>((resolve) => leash.once('message', (message) => resolve(message as LeashMessage))),
    exited.then((code) => ({ error: `exit code ${code}` })),
  ])
  if ('error' in started) throw new KitError(`could not start ${command}: ${started.error}`)

  void exited.then((code) => {
    if (!stopping) onExit?.(code)
  })
  const stop = async () => {
    stopping = true
    if (leash.connected) leash.disconnect()
    const overdue = setTimeout(() => leash.pid !== undefined && killGroup(leash.pid), graceMs + 1_000)
    await exited
    clearTimeout(overdue)
  }
  return { pid: started.pid, exited, stop }
}

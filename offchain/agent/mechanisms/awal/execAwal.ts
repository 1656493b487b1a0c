import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { AwalProgram } from './awalSettings.ts'

/** Bytes of standard output, and of standard error, that are read before the program is stopped. */
export const MAX_OUTPUT_BYTES = 65_536

/** How long output may follow the exit: the program's background server can keep the pipes open for ever. */
const DRAIN_MS = 1_000

/** How a run ended. `notStarted` is the only ending after which it is certain that nothing ran. */
export type AwalExit =
  | { kind: 'exited'; code: number; stdout: string; stderr: string }
  | { kind: 'notStarted'; why: string }
  | { kind: 'cutOff'; why: string }

const killGroup = (leader: number): void => {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Without a free file descriptor there is no stream, whatever the types say; `error` follows then. */
const collect = (stream: Readable | undefined, onOverflow: () => void): (() => string) => {
  const chunks: Buffer[] = []
  let size = 0
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= MAX_OUTPUT_BYTES) chunks.push(chunk)
    else onOverflow()
  })
  return () => Buffer.concat(chunks).toString('utf8')
}

/**
 * Runs the program once: arguments as they are, no shell, none of our environment. `execFile` cannot start a process
 * group, without which a time-out would leave the program's children running, so this is `spawn` without a shell.
 */
export const execAwal = (
  { bin, leadingArgs, path, home, timeoutMs }: AwalProgram,
  args: readonly string[],
): Promise<AwalExit> =>
  new Promise((resolve) => {
    const child = spawn(bin, [...leadingArgs, ...args], {
      shell: false,
      detached: true,
      env: { PATH: path, HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let cut: string | undefined
    const cutOff = (why: string) => {
      cut ??= why
      if (child.pid !== undefined) killGroup(child.pid)
    }
    const overflow = () => cutOff(`it printed more than ${MAX_OUTPUT_BYTES} bytes`)
    const stdout = collect(child.stdout, overflow)
    const stderr = collect(child.stderr, overflow)
    const timeout = setTimeout(() => cutOff(`it did not end within ${timeoutMs} ms`), timeoutMs)

    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timeout)
      resolve({ kind: 'notStarted', why: error.code ?? 'unknown reason' })
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timeout)
      const finish = () => {
        clearTimeout(drain)
        child.stdout.destroy()
        child.stderr.destroy()
        const why = cut ?? (code === null ? `it was ended by ${signal}` : undefined)
        if (why !== undefined || code === null) resolve({ kind: 'cutOff', why: why ?? 'it was ended' })
        else resolve({ kind: 'exited', code, stdout: stdout(), stderr: stderr() })
      }
      const drain = setTimeout(finish, DRAIN_MS)
      child.once('close', finish)
    })
  })

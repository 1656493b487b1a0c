import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const PROJECT_ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export type TestProgram = {
  process: ChildProcess
  lines: string[]
  /** Resolves with the first line, already printed or not, that matches; rejects when the output ends without it. */
  line(pattern: RegExp): Promise<RegExpMatchArray>
  /** Exit code, or the name of the signal that ended the program. */
  exited: Promise<number | string>
}

/** Runs TypeScript source as `node --import tsx` runs an entry point, with standard output and error as one stream. */
export const startTestProgram = (source: string, under: string[] = []): TestProgram => {
  const [command, ...args] = [...under, process.execPath, '--import', 'tsx', '--input-type=module', '-e', source]
  const child = spawn(command as string, args, { cwd: PROJECT_ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  let open = 2
  const wake = () => {
    for (const look of waiting) look()
  }
  for (const stream of [child.stdout, child.stderr]) {
    const reader = createInterface({ input: stream as Readable })
    reader.on('line', (line) => {
      lines.push(line)
      wake()
    })
    reader.on('close', () => {
      open -= 1
      wake()
    })
  }
  const line = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = lines.map((candidate) => candidate.match(pattern)).find((found) => found !== null)
        if (match) resolve(match)
        else if (open === 0) reject(new Error(`no line matched ${pattern} in:\n${lines.join('\n')}`))
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
    })
  const exited = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  )
  return { process: child, lines, line, exited }
}

/** Ends what a failed test has left behind. */
export const killIfAlive = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

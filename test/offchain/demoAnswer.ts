import { type ChildProcess, spawn } from 'node:child_process'
import { projectRoot } from '../../script/toolchain/foundry.mjs'
import { firstLine, parentOf } from './processFamily.ts'

/** The demo as its user starts it; a test has to end it with {@link endDemo}. */
export const startDemo = (...args: string[]): ChildProcess =>
  spawn('npm', ['run', '-s', 'demo', '--', '--json', ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })

/** The one JSON object that it prints. */
export const answerOf = async <Answer>(demo: ChildProcess): Promise<Answer> =>
  JSON.parse(await firstLine(demo, (line) => line.startsWith('{')))

/** Ends it with all that it started, if it still runs. */
export const endDemo = ({ pid }: ChildProcess): void => {
  if (pid && parentOf(pid) !== undefined) process.kill(-pid, 'SIGTERM')
}

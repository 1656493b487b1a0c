import fs from 'node:fs'
import type { Log } from './log.ts'
import { runProgram } from './vault/commands/runProgram.ts'

/** What a request under way gets; whoever asked can ask again. */
const STOP_WITHIN_MS = 10_000

const listenForStop = (log: Log): AbortSignal => {
  const controller = new AbortController()
  const stop = () => {
    controller.abort(new Error('told to stop'))
    const leave = () => {
      log.warn(`the step under way did not end in ${STOP_WITHIN_MS} ms`)
      process.exit(0)
    }
    setTimeout(leave, STOP_WITHIN_MS).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  return controller.signal
}

if (fs.existsSync('.env')) process.loadEnvFile('.env')
process.exitCode = await runProgram(process.argv.slice(2), {
  environment: process.env,
  listenForStop,
  write: (text) => void process.stdout.write(text),
})

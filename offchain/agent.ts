import fs from 'node:fs'
import { CommanderError } from 'commander'
import { createCommands } from './agent/commands/createCommands.ts'
import { createProgram } from './agent/commands/createProgram.ts'
import { exitCodeOf } from './agent/commands/exitCode.ts'
import { describeError } from './chain/describeError.ts'
import { renderSettingsHelp } from './config/renderSettingsHelp.ts'
import { createLog, type Log } from './log.ts'

/** What a step under way gets to finish; whatever hangs is in the journal, and looked at again at the next start. */
const STOP_WITHIN_MS = 25_000

const listenForStop = (log: Log): AbortSignal => {
  const controller = new AbortController()
  const park = () => {
    log.warn(`the step under way did not end in ${STOP_WITHIN_MS} ms; parked in the journal`)
    process.exit(0)
  }
  const stop = () => {
    controller.abort()
    setTimeout(park, STOP_WITHIN_MS).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  return controller.signal
}

const main = async (): Promise<void> => {
  try {
    if (fs.existsSync('.env')) process.loadEnvFile('.env')
    const commands = createCommands({ environment: process.env, listenForStop })
    await createProgram({ commands, settingsHelp: renderSettingsHelp() }).parseAsync()
  } catch (error) {
    // What is wrong with the command line was said already.
    if (!(error instanceof CommanderError)) {
      createLog({ name: 'agent', json: !process.stderr.isTTY }).error({ err: describeError(error) }, 'agent failed')
    }
    process.exitCode = exitCodeOf(error)
  }
}

await main()

import { Command } from 'commander'
import { runPoolStory } from './local/pool/runPoolStory.ts'
import { createShutdown } from './local/process/createShutdown.ts'
import { exitWithParent } from './local/process/exitWithParent.ts'
import { createLog } from './log.ts'
import { renderJson } from './rendering/renderJson.ts'

type Options = { json: boolean; exit: boolean; verbose: boolean }

const program = new Command('pool')
  .description(
    'Three makers fill a request in the confidential dark pool, with real proofs; nobody sees who, what or how much.',
  )
  .option('--json', 'print one JSON object as the last line instead of the story', false)
  .option(
    '--exit',
    'afterwards the operator dies, and an owner leaves with an RPC endpoint and its key file alone',
    false,
  )
  .option('--verbose', 'show the logs of every part on standard error', false)
  .addHelpText('after', '\nExit code: 0 only if every step was verified, and no secret was found in public data.')
  .parse()

const { json, exit: withExit, verbose } = program.opts<Options>()
const log = createLog({ name: 'pool', level: verbose ? 'debug' : 'error', json: false })
const shutdown = createShutdown({ log })
exitWithParent(shutdown)

/** Progress goes to standard error with --json: standard output then holds the answer only. */
const tell = (heading: string, detail: string): void => {
  const stream = json ? process.stderr : process.stdout
  stream.write(`${heading.padEnd(20)} ${detail}\n`)
}
const startedAt = performance.now()
const answer = (result: object): void => {
  const text = renderJson(result, 0)
  if (json) process.stdout.write(`${text}\n`)
}

try {
  tell('Dark pool', 'local story: real contracts, proofs, encryption and vault; simulated enclave, development key')
  const result = await runPoolStory({ withExit, log, shutdown, tell })
  tell('done', `every step verified in ${(result.ms / 1000).toFixed(1)} s`)
  answer(result)
  await shutdown.shutdown('done', 0)
} catch (error) {
  // A shutdown that is under way breaks whatever was waiting; that is not the reason for the end.
  if (!shutdown.signal.aborted) {
    const reason = (error as Error).message
    tell('failed', reason)
    answer({ ok: false, ms: Math.round(performance.now() - startedAt), error: reason })
  }
  await shutdown.shutdown('failed', 1)
}

import { Command, Option } from 'commander'
import { runDemo } from './local/demo/runDemo.ts'
import { createShutdown } from './local/process/createShutdown.ts'
import { exitWithParent } from './local/process/exitWithParent.ts'
import { createLog } from './log.ts'
import { renderJson } from './rendering/renderJson.ts'

type Options = { json: boolean; keep: boolean; forkUrl?: string; verbose: boolean }

const program = new Command('demo')
  .description('A reserve falls short, is attested insolvent, is healed by a real swap, and is attested solvent again.')
  .option('--json', 'print one JSON object as the last line instead of the story', false)
  .addOption(
    new Option('--fork-url <url>', 'fork mainnet from this RPC endpoint instead of building it offline').env(
      'MAINNET_RPC_URL',
    ),
  )
  .option('--keep', 'keep everything running after the story, until Ctrl-C', false)
  .option('--verbose', 'show the logs of every part on standard error', false)
  .addHelpText('after', '\nExit code: 0 only if every step was verified on chain.')
  .parse()

const { json, keep, forkUrl, verbose } = program.opts<Options>()
const log = createLog({ name: 'demo', level: verbose ? 'debug' : 'error', json: false })
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
  tell('Self-Healing Reserve', 'local demo: real contracts, swaps and signatures; simulated DON, enclave and custodian')
  const result = await runDemo({ forkUrl, log, shutdown, tell })
  tell('done', `verified on chain in ${(result.ms / 1000).toFixed(1)} s`)
  answer(result)
  if (keep) tell('kept', `${result.rpcUrl} answers until Ctrl-C`)
  else await shutdown.shutdown('done', 0)
} catch (error) {
  // A shutdown that is under way breaks whatever was waiting; that is not the reason for the end.
  if (!shutdown.signal.aborted) {
    const reason = (error as Error).message
    tell('failed', reason)
    answer({ ok: false, ms: Math.round(performance.now() - startedAt), error: reason })
  }
  await shutdown.shutdown('failed', 1)
}

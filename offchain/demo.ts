import { randomBytes } from 'node:crypto'
import { Command, Option } from 'commander'
import { FAILURES, type Failure, runFailed } from './local/demo/runFailed.ts'
import { runLarge } from './local/demo/runLarge.ts'
import { runSmall } from './local/demo/runSmall.ts'
import { type StoryTools, tellStory } from './local/process/tellStory.ts'

const SCENARIOS = ['small', 'large', 'failed'] as const

type Options = {
  scenario: (typeof SCENARIOS)[number]
  only?: Failure
  seed: string
  json: boolean
  keep: boolean
  forkUrl?: string
  verbose: boolean
}

const program = new Command('demo')
  .description(
    'small: a reserve falls short, is attested insolvent, is healed by a real swap, and is attested solvent again. ' +
      'large: far more is missing, is bought in the dark pool, and the public status never changes. ' +
      'failed: makers have too little, and then the matcher is down; the operator is told, and policy does the rest.',
  )
  .addOption(new Option('--scenario <name>', 'which story is told').choices(SCENARIOS).default('small'))
  .addOption(new Option('--only <failure>', 'failed: one of its two runs').choices(FAILURES))
  .option(
    '--seed <text>',
    'large, failed: what the amounts are drawn from; a new one each time',
    randomBytes(8).toString('hex'),
  )
  .option('--json', 'print one JSON object as the last line instead of the story', false)
  .addOption(
    new Option('--fork-url <url>', 'small: fork mainnet from this RPC endpoint instead of building it offline').env(
      'MAINNET_RPC_URL',
    ),
  )
  .option('--keep', 'keep everything running after the story, until Ctrl-C', false)
  .option('--verbose', 'show the logs of every part on standard error', false)
  .addHelpText('after', '\nExit code: 0 only if every step was verified on chain.')
  .parse()

const { scenario, only, seed, forkUrl, ...options } = program.opts<Options>()

const SIMULATED = 'simulated DON, enclave and custodian'
const run = {
  small: (tools: StoryTools) => runSmall({ forkUrl, ...tools }),
  large: (tools: StoryTools) => runLarge({ seed, ...tools }),
  failed: (tools: StoryTools) => runFailed({ seed, failures: only ? [only] : FAILURES, ...tools }),
}[scenario]
const title = {
  small: `local demo: real contracts, swaps and signatures; ${SIMULATED}`,
  large: `local demo, seed ${seed}: real contracts, proofs, encryption and vault; ${SIMULATED}, feeds`,
  failed: `local demo, seed ${seed}: what happens when the pool does not heal; ${SIMULATED}, feeds`,
}[scenario]

await tellStory({
  name: 'demo',
  options,
  title: ['Self-Healing Reserve', title],
  verified: 'verified on chain',
  run,
})

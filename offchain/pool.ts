import { Command } from 'commander'
import { runPoolStory } from './local/pool/runPoolStory.ts'
import { tellStory } from './local/process/tellStory.ts'

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

const { exit: withExit, ...options } = program.opts<Options>()

await tellStory({
  name: 'pool',
  options,
  title: ['Dark pool', 'local story: real contracts, proofs, encryption and vault; simulated enclave, development key'],
  verified: 'every step verified',
  run: (tools) => runPoolStory({ withExit, ...tools }),
})

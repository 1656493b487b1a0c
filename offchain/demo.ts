import { Command, Option } from 'commander'
import { runDemo } from './local/demo/runDemo.ts'
import { tellStory } from './local/process/tellStory.ts'

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

const { forkUrl, ...options } = program.opts<Options>()

await tellStory({
  name: 'demo',
  options,
  title: [
    'Self-Healing Reserve',
    'local demo: real contracts, swaps and signatures; simulated DON, enclave and custodian',
  ],
  verified: 'verified on chain',
  run: (tools) => runDemo({ forkUrl, ...tools }),
})

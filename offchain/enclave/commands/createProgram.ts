import { Command, InvalidArgumentError } from 'commander'
import { type Address, getAddress, isAddress } from 'viem'
import { connectChain } from '../../chain/connectChain.ts'
import type { Log } from '../../log.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import { readStatusSettings, renderSettingsHelp } from './enclaveSettings.ts'
import { EXIT, EXIT_CODE_HELP } from './exitCode.ts'
import { readStatus } from './readStatus.ts'
import { renderStatus } from './renderStatus.ts'
import { startEnclave } from './startEnclave.ts'

export type CreateProgramParameters = {
  environment: NodeJS.ProcessEnv
  /** Begins to listen for what tells a running enclave to stop. */
  listenForStop: (log: Log) => AbortSignal
  /** Takes the answers of the commands; logs go to standard error. */
  write: (text: string) => void
  setExitCode: (code: number) => void
}

type StatusOptions = { signer?: Address; all: boolean; json: boolean }

const parseSigner = (text: string): Address => {
  if (isAddress(text, { strict: false })) return getAddress(text)
  throw new InvalidArgumentError('give an address: 0x and 40 hex digits')
}

/** The command line of the enclave. Usage errors are thrown, not exited on. */
export const createProgram = ({ environment, listenForStop, write, setExitCode }: CreateProgramParameters): Command => {
  const program = new Command('enclave')
    .description('An enclave that proves on chain what it is: its keys, registered with a TDX quote.')
    .addHelpText('after', `${renderSettingsHelp()}\n${EXIT_CODE_HELP}`)
    .showHelpAfterError('see: enclave --help')
    .exitOverride()

  program
    .command('run')
    .description('make keys that stay in memory, register them, and renew them until told to stop')
    .option('--json', 'write each change of health as one line of JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      await startEnclave({
        environment,
        listenForStop,
        onHealth: (health) => {
          if (json) write(`${renderJson(health, 0)}\n`)
        },
      })
    })

  program
    .command('status')
    .description(
      'what the registry says of every key that is not expired, or of one: activity, expiry, policy, platform, root, collateral',
    )
    .option('--signer <address>', 'only this key', parseSigner)
    .option('--all', 'also the keys that expired', false)
    .option('--json', 'answer as one JSON document', false)
    .action(async ({ signer, all, json }: StatusOptions) => {
      const settings = readStatusSettings(environment)
      const { client } = await connectChain({ rpcUrls: settings.rpcUrl, expectedChainId: settings.chainId })
      const { enclaveRegistryAddress: registry, startBlock, maxLogBlocks } = settings
      const status = await readStatus(client, { registry, signer, all, startBlock, maxLogBlocks })
      write(`${json ? renderJson(status) : renderStatus(status)}\n`)
      if (status.problems.length > 0) setExitCode(EXIT.unhealthy)
    })
  return program
}

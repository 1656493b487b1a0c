import fs from 'node:fs'
import { Command } from 'commander'
import { privateKeyToAccount } from 'viem/accounts'
import { runAgent } from './agent/runAgent.ts'
import { dryRunWallet } from './agent/wallets/dryRunWallet.ts'
import { localKeyWallet } from './agent/wallets/localKeyWallet.ts'
import { createClient } from './chain/createClient.ts'
import { describeError } from './chain/describeError.ts'
import { readFeed } from './chain/readFeed.ts'
import { readWiring } from './chain/readWiring.ts'
import { readAgentConfig, readLogLevel } from './config.ts'
import { KitError } from './errors.ts'
import { createLog, type Log } from './log.ts'
import { openJournal } from './store.ts'

const run = async (log: Log, signal: AbortSignal): Promise<void> => {
  const { config, secrets } = readAgentConfig(process.env)
  const client = await createClient({ rpcUrl: config.rpcUrl })
  const wiring = await readWiring(client, config)
  const wallet =
    config.dryRun || !secrets.privateKey
      ? dryRunWallet(wiring.agent)
      : localKeyWallet(client, privateKeyToAccount(secrets.privateKey))
  if (wallet.address.toLowerCase() !== wiring.agent.toLowerCase()) {
    throw new KitError(`the key belongs to ${wallet.address}, but the treasury's agent is ${wiring.agent}`)
  }
  const proofOfReserve = await readFeed(client, { feed: config.proofOfReserveFeed })
  const journal = openJournal(config.storeFile)
  log.info(
    {
      chainId: client.chain?.id,
      wallet: wallet.kind,
      agent: wallet.address,
      attestation: wiring.attestation,
      treasury: config.treasury,
      reserve: wiring.reserve,
      publicProofOfReserve: proofOfReserve.answer.toString(),
      publicProofOfReserveAt: proofOfReserve.updatedAt.toString(),
    },
    config.dryRun ? 'agent started as a dry run: it sends nothing' : 'agent started',
  )
  try {
    await runAgent(
      { client, wallet, journal, log, ...config, ...wiring, sealingKey: secrets.sealingKey },
      {
        ...config,
        signal,
      },
    )
  } finally {
    journal.close()
    log.info({}, 'agent stopped')
  }
}

const main = async (): Promise<void> => {
  if (fs.existsSync('.env')) process.loadEnvFile('.env')
  const log = createLog({ name: 'agent', level: readLogLevel(process.env) })
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())

  const program = new Command('agent')
    .description('Turns an attested order into one bounded heal. Settings come from the environment; see README.md.')
    .showHelpAfterError()
  program
    .command('run', { isDefault: true })
    .description('watch the chain and heal (dry run unless AWAL_DRY_RUN=false)')
    .action(() => run(log, controller.signal))

  try {
    await program.parseAsync()
  } catch (error) {
    log.error({ err: describeError(error) }, 'agent cannot run')
    process.exitCode = error instanceof KitError && error.retryable ? 75 : 1
  }
}

await main()

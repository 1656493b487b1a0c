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

const ENVIRONMENT_HELP = `
Required:
  CONTRACT_ADDRESS       ReserveAttestation
  TREASURY_ADDRESS       RecoveryTreasury
  AGENT_SEALING_KEY      X25519 secret key, 0x and 64 hex digits; or AGENT_SEALING_KEY_FILE (mode 600)
To act:
  AWAL_DRY_RUN=false     the default, true, simulates and sends nothing
  AGENT_PRIVATE_KEY      key of the treasury's agent; or AGENT_PRIVATE_KEY_FILE (mode 600)
Optional:
  RPC_URL                http://127.0.0.1:8545
  RESERVE_ADDRESS        refuse to start unless the treasury delivers here
  CHAINLINK_FEED_ADDRESS the public proof-of-reserve feed, shown at the start
  QUOTER_ADDRESS         Uniswap QuoterV2
  START_BLOCK            block of the deployment (0)
  CONFIRMATIONS          blocks on top of what is acted on (3)
  POLL_INTERVAL          ms between two looks at the head (2000)
  RECONCILE_INTERVAL     ms between two passes without any event (60000)
  MAX_LOG_BLOCKS         blocks in one eth_getLogs (2000)
  SLIPPAGE_BPS           how far below the quote a swap may end (50)
  AGENT_STORE            journal file (.local/agent/journal.db)
  LOG_LEVEL              debug, info, warn, error or silent (info)
Exit codes: 0 stopped, 1 cannot run as configured, 75 try again later.`

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
    .description('Turns an attested order into one bounded heal. Settings come from the environment.')
    .addHelpText('after', ENVIRONMENT_HELP)
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

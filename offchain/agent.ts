import fs from 'node:fs'
import { Command } from 'commander'
import { type Address, BaseError, type Hex, type PublicClient } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { runAgent } from './agent/runAgent.ts'
import { dryRunWallet } from './agent/wallets/dryRunWallet.ts'
import { localKeyWallet } from './agent/wallets/localKeyWallet.ts'
import type { Wallet } from './agent/wallets/wallet.ts'
import { createClient } from './chain/createClient.ts'
import { describeError } from './chain/describeError.ts'
import { readFeed } from './chain/readFeed.ts'
import { readWiring } from './chain/readWiring.ts'
import { type AgentSettings, readAgentConfig, readLogLevel } from './config.ts'
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
  MAX_FEE_GWEI           a heal that costs more per gas is not signed (500)
  SLIPPAGE_BPS           how far below the quote a swap may end (50)
  AGENT_STORE            journal file (.local/agent/journal.db)
  LOG_LEVEL              debug, info, warn, error or silent (info)
Exit codes: 0 stopped, 1 cannot run as configured, 75 try again later.`

/** noble's own error shows a key that is out of range. */
const accountOf = (privateKey: Hex): PrivateKeyAccount => {
  try {
    return privateKeyToAccount(privateKey)
  } catch {
    throw new KitError('AGENT_PRIVATE_KEY is not a private key of secp256k1')
  }
}

const openWallet = (client: PublicClient, { config, secrets }: AgentSettings, agent: Address): Wallet => {
  const account = secrets.privateKey && accountOf(secrets.privateKey)
  if (account && account.address.toLowerCase() !== agent.toLowerCase()) {
    throw new KitError(`the key belongs to ${account.address}, but the treasury's agent is ${agent}`)
  }
  return config.dryRun || !account ? dryRunWallet(agent) : localKeyWallet(client, { account, ...config })
}

/** Shown to the operator, never acted on; the agent works without it. */
const showProofOfReserve = async (client: PublicClient, feed: Address, log: Log): Promise<void> => {
  try {
    const { answer, updatedAt } = await readFeed(client, { feed })
    log.info({ feed, answer, updatedAt }, 'public proof of reserve')
  } catch (error) {
    log.warn({ feed, err: describeError(error) }, 'CHAINLINK_FEED_ADDRESS does not answer as a feed')
  }
}

const run = async (log: Log, signal: AbortSignal): Promise<void> => {
  const settings = readAgentConfig(process.env)
  const { config, secrets } = settings
  const client = await createClient({ rpcUrl: config.rpcUrl })
  const wiring = await readWiring(client, config)
  const wallet = openWallet(client, settings, wiring.agent)
  await showProofOfReserve(client, config.proofOfReserveFeed, log)
  const { attestation } = wiring
  const { treasury } = config
  const journal = openJournal(config.storeFile, { chainId: client.chain?.id ?? 0, attestation, treasury })
  log.info(
    {
      chainId: client.chain?.id,
      wallet: wallet.kind,
      agent: wallet.address,
      attestation,
      treasury,
      reserve: wiring.reserve,
    },
    config.dryRun ? 'agent started as a dry run: it sends nothing' : 'agent started',
  )
  try {
    await runAgent(
      { ...config, ...wiring, client, wallet, journal, log, sealingKey: secrets.sealingKey },
      { pollIntervalMs: config.pollIntervalMs, reconcileIntervalMs: config.reconcileIntervalMs, signal },
    )
  } finally {
    journal.close()
    log.info('agent stopped')
  }
}

const main = async (): Promise<void> => {
  let log = createLog({ name: 'agent' })
  try {
    if (fs.existsSync('.env')) process.loadEnvFile('.env')
    log = createLog({ name: 'agent', level: readLogLevel(process.env) })
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
    await program.parseAsync()
  } catch (error) {
    log.error({ err: describeError(error) }, 'agent cannot run')
    // A configuration that is wrong stays wrong; an endpoint that does not answer may answer later.
    const isPermanent = error instanceof KitError ? !error.retryable : !(error instanceof BaseError)
    process.exitCode = isPermanent ? 1 : 75
  }
}

await main()

import { Command, InvalidArgumentError, Option } from 'commander'
import { MAINNET } from './chain/mainnet.ts'
import { KitError } from './errors.ts'
import { pushFeedRounds } from './local/chain/pushFeedRounds.ts'
import { createShutdown } from './local/process/createShutdown.ts'
import { exitWithParent } from './local/process/exitWithParent.ts'
import { runSchedule } from './local/stack/runSchedule.ts'
import { startLocalStack } from './local/stack/startLocalStack.ts'
import { startStackWithPool } from './local/stack/startStackWithPool.ts'
import {
  agentEnvFile,
  DEFAULT_STATE_FOLDER,
  readRunningState,
  removeState,
  stateFile,
  type WrittenStack,
  writeState,
} from './local/stack/stateFile.ts'
import { createLog } from './log.ts'

const SCHEDULE_SECONDS = 30

type Options = { forkUrl?: string; port: number; folder: string; vault: boolean; pool: boolean; verbose: boolean }

const parsePort = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError('give 0 (any free port) to 65535')
}

const program = new Command('local')
  .description('Local mainnet with contracts, vault, simulated enclave, custodian and DON, until Ctrl-C.')
  .addOption(
    new Option('--fork-url <url>', 'fork mainnet from this RPC endpoint instead of building it offline').env(
      'MAINNET_RPC_URL',
    ),
  )
  .option('--port <port>', 'port of the chain on 127.0.0.1', parsePort, 8545)
  .option('--folder <path>', 'where state.json and agent.env are written', DEFAULT_STATE_FOLDER)
  .option('--no-vault', 'without the nodes of the vault: starts some seconds faster')
  .option('--pool', 'with the dark pool at work: makers, a matcher, and prices; not on a fork', false)
  .option('--verbose', 'show the logs of every part', false)
  .parse()

const { forkUrl, port, folder, vault: withVault, pool: withPool, verbose } = program.opts<Options>()
const running = await readRunningState(folder)
if (running) {
  process.stdout.write(`already running (process ${running.pids.local}): ${running.rpcUrl}, see ${stateFile(folder)}\n`)
  process.exit(0)
}

const log = createLog({ name: 'local', level: verbose ? 'debug' : 'info', json: false })
const shutdown = createShutdown({ log })
exitWithParent(shutdown)
const tell = (heading: string, detail: string): void => void process.stdout.write(`${heading.padEnd(20)} ${detail}\n`)

const start = async (): Promise<WrittenStack> => {
  if (!withPool) return startLocalStack({ forkUrl, port, withVault, log, shutdown, onReady: tell })
  if (forkUrl !== undefined) throw new KitError('nobody pushes prices on a fork: leave out --pool or --fork-url')
  const { pool, ...stack } = await startStackWithPool({ port, log, shutdown, onReady: tell })
  const { vault, matcher: enclave } = await pool
  return { ...stack, vault, enclave }
}

try {
  const startedAt = performance.now()
  const stack = await start()
  void stack.chain.exited.then(() => shutdown.shutdown('the local chain ended', 1))
  const { chainId: _chainId, startBlock: _startBlock, ...addresses } = stack.deployment
  shutdown.onShutdown('state file', () => removeState(folder))
  await writeState(folder, stack, { ...MAINNET, ...addresses })
  tell('ready', `in ${((performance.now() - startedAt) / 1000).toFixed(1)} s; addresses in ${stateFile(folder)}`)
  tell('agent', `node --env-file=${agentEnvFile(folder)} --import tsx offchain/agent.ts   (a dry run)`)
  tell('enclaves', `node --env-file=${agentEnvFile(folder)} --import tsx offchain/enclave.ts status`)
  if (stack.vault) tell('vault', `node --env-file=${agentEnvFile(folder)} --import tsx offchain/vault.ts status`)
  await runSchedule({
    don: stack.don,
    everySeconds: SCHEDULE_SECONDS,
    log,
    signal: shutdown.signal,
    // Where the pool is at work, somebody pushes them all the time.
    beforeRun: async () => (withPool ? undefined : pushFeedRounds(stack.chain, log)),
  })
} catch (error) {
  if (!shutdown.signal.aborted) log.error({ err: (error as Error).message }, 'the local stack did not start')
  await shutdown.shutdown('failed', 1)
}

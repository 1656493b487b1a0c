import { type LeashedProcess, spawnLeashed } from '../../../../offchain/local/process/spawnLeashed.ts'
import type { PoolWorld, WorldMaker } from './startPoolWorld.ts'

/** One run of the maker's command line, which may be killed. */
export type MakerRun = { exited: Promise<number>; kill(): Promise<void>; lines: readonly string[] }

/** Runs `maker <args>` as a process of its own, through the proxy of the makers. */
export const runMaker = async (
  { log, bundles, contracts, makerProxy, masterKey }: PoolWorld,
  { accountKeyFile, keyFile }: WorldMaker,
  args: readonly string[],
): Promise<MakerRun> => {
  const lines: string[] = []
  const { deployment } = contracts
  const child: LeashedProcess = await spawnLeashed(process.execPath, [bundles.maker, ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      RPC_URL: makerProxy.url,
      CHAIN_ID: '31337',
      DARK_POOL_ADDRESS: deployment.darkPool,
      START_BLOCK: `${deployment.startBlock}`,
      MAKER_ACCOUNT_KEY_FILE: accountKeyFile,
      MAKER_SLOT_KEY_FILE: keyFile,
      VAULT_MASTER_KEY: masterKey,
      MAKER_MAX_FEE_GWEI: '10000',
      MAKER_POLL_INTERVAL: '100',
      MAKER_RECEIPT_TIMEOUT: '5000',
    },
    log,
    onLine: (line) => lines.push(line),
  })
  return {
    exited: child.exited,
    lines,
    async kill() {
      process.kill(child.pid, 'SIGKILL')
      await child.exited
    },
  }
}

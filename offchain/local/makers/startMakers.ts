import fs from 'node:fs/promises'
import path from 'node:path'
import { parseEther, parseGwei } from 'viem'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { registerMaker } from '../../maker/actions/postKey.ts'
import { depositAsset } from '../../maker/actions/queueEntry.ts'
import { formatAmount } from '../../maker/amounts/formatAmount.ts'
import type { Maker } from '../../maker/maker.ts'
import { openMaker } from '../../maker/openMaker.ts'
import type { Progress } from '../../maker/progress.ts'
import { awaitView } from '../../maker/reading/awaitView.ts'
import { fundAccount } from '../chain/fundAccount.ts'
import type { LocalChain } from '../chain/startLocalChain.ts'
import { type LeashedProcess, spawnLeashed } from '../process/spawnLeashed.ts'
import { LOCAL_ACCOUNTS, type LocalAccount } from '../stack/accounts.ts'
import type { Deployment } from '../stack/deployContracts.ts'

/** What a local maker brings, and asks for; collateral in satoshi. */
export type MakerPlan = {
  name: string
  account: LocalAccount
  inventory: bigint
  /** How much of what it has it offers, of 10,000. */
  shareBps: number
  basePremiumBps: number
  slopeBps: number
}

/** Makers A, B and C, from the cheapest to the dearest. */
export const localMakerPlans = (inventory: bigint): readonly MakerPlan[] =>
  LOCAL_ACCOUNTS.makers.map((account, index) => ({
    ...{ name: `maker ${'ABC'[index]}`, account, inventory },
    shareBps: 5_000,
    basePremiumBps: 40 + 40 * index,
    slopeBps: 50,
  }))

export type LocalMaker = {
  name: string
  /** For reads of its balance and its fills, with its own keys. */
  maker: Maker
  slot: number
  /** What nobody else may know: files that hold the account's and the slot's keys. */
  keyFiles: readonly string[]
  process: LeashedProcess
}

export type LocalMakers = { makers: readonly LocalMaker[]; stop: () => Promise<void> }

export type StartMakersParameters = {
  chain: LocalChain
  deployment: Pick<Deployment, 'darkPool' | 'startBlock'>
  /** Of the vault that the slot keys are sealed to. */
  masterKey: `0x${string}`
  plans: readonly MakerPlan[]
  /** A quote goes out at every interval, whatever happened: who was filled does not show. */
  intervalSeconds: number
  /** For key files; only its owner may read it. */
  folder: string
  /** More settings of their processes. */
  environment?: Record<string, string>
  log: Log
  signal: AbortSignal
  /** Called when a maker's process ends by itself, which it never should. */
  onExit: (name: string, code: number) => void
  onReady?: (part: string, detail: string) => void
}

const POLL_INTERVAL_MS = 250
const MAX_LOG_BLOCKS = 2_000n
const RECEIPT_TIMEOUT_MS = 30_000
/** A fork asks for the fees of mainnet. */
const MAX_FEE_GWEI = '10000'
const ETHER = parseEther('10')

const openLocalMaker = (
  { chain, deployment }: StartMakersParameters,
  { account }: MakerPlan,
  keyFile: string,
): Promise<Maker> =>
  openMaker({
    rpcUrls: [chain.rpcUrl],
    chainId: LOCAL_CHAIN_ID,
    pool: deployment.darkPool,
    startBlock: deployment.startBlock,
    maxLogBlocks: MAX_LOG_BLOCKS,
    accountKey: account.privateKey,
    keyFile,
    maxFeePerGas: parseGwei(MAX_FEE_GWEI),
    receiptTimeoutMs: RECEIPT_TIMEOUT_MS,
    pollIntervalMs: POLL_INTERVAL_MS,
  })

const runMaker = (
  { chain, deployment, intervalSeconds, environment, log, onExit }: StartMakersParameters,
  { name, shareBps, basePremiumBps, slopeBps }: MakerPlan,
  { accountKeyFile, keyFile, target }: { accountKeyFile: string; keyFile: string; target: string },
): Promise<LeashedProcess> => {
  const terms = [
    '--target',
    target,
    '--share',
    `${shareBps}`,
    '--base-premium',
    `${basePremiumBps}`,
    '--slope',
    `${slopeBps}`,
  ]
  const pace = ['--min-interval', `${intervalSeconds}`, '--cover']
  const program = ['--import', 'tsx', path.join('offchain', 'maker.ts'), 'run', ...terms, ...pace]
  return spawnLeashed(process.execPath, program, {
    cwd: projectRoot,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      RPC_URL: chain.rpcUrl,
      CHAIN_ID: `${LOCAL_CHAIN_ID}`,
      DARK_POOL_ADDRESS: deployment.darkPool,
      START_BLOCK: `${deployment.startBlock}`,
      MAKER_ACCOUNT_KEY_FILE: accountKeyFile,
      MAKER_SLOT_KEY_FILE: keyFile,
      MAKER_MAX_FEE_GWEI: MAX_FEE_GWEI,
      MAKER_POLL_INTERVAL: `${POLL_INTERVAL_MS}`,
      ...environment,
    },
    log,
    onLine: (line) => log.debug({ maker: name }, line),
    onExit: (code) => onExit(name, code),
  })
}

const startMaker = async (parameters: StartMakersParameters, plan: MakerPlan): Promise<LocalMaker> => {
  const { masterKey, folder, log, signal, onReady = () => undefined } = parameters
  const { name, account, inventory } = plan
  const own = path.join(folder, name.replaceAll(' ', '-'))
  await fs.mkdir(own, { recursive: true, mode: 0o700 })
  const [accountKeyFile, keyFile] = [path.join(own, 'account.key'), path.join(own, 'slot.key')] as const
  await fs.writeFile(accountKeyFile, `${account.privateKey}\n`, { mode: 0o600 })

  const maker = await openLocalMaker(parameters, plan, keyFile)
  const progress: Progress = { signal, tell: (text) => log.debug({ maker: name }, text) }
  const { slot, commitment } = await registerMaker(maker, { masterKey }, progress)
  onReady(name, `slot ${slot}, ${account.address}; its key waits for a settlement`)
  const isActive = { what: 'the settlement that activates the key', until: keyIs(commitment) }
  await awaitView(maker, isActive, progress)
  await depositAsset(maker, { asset: 'collateral', amount: inventory }, progress)
  await awaitView(
    maker,
    { what: 'the settlement of its deposit', until: ({ waiting }) => waiting.length === 0 },
    progress,
  )

  const target = formatAmount(maker.assets, 'collateral', inventory)
  const running = await runMaker(parameters, plan, { accountKeyFile, keyFile, target })
  const ended = running.exited.then((code) => Promise.reject(new KitError(`${name} ended with exit code ${code}`)))
  const standing = awaitView(maker, { what: 'its quote', until: ({ quote }) => quote !== undefined }, progress)
  try {
    await Promise.race([standing, ended])
  } catch (error) {
    await running.stop()
    throw error
  }
  ended.catch(() => undefined)
  onReady(name, `${target} in slot ${slot}; its sealed quote stands`)
  return { name, maker, slot, keyFiles: [accountKeyFile, keyFile], process: running }
}

const keyIs =
  (commitment: string) =>
  ({ slot }: { slot: { activeKey: string | undefined } | undefined }): boolean =>
    slot?.activeKey === commitment

/**
 * Starts the local makers, each quoting in a process of its own; resolves when their keys are active and their quotes stand.
 * For that the pool has to be settled meanwhile: once for the keys, once for the deposits.
 */
export const startMakers = async (parameters: StartMakersParameters): Promise<LocalMakers> => {
  const { chain, plans, signal } = parameters
  // One after the other: all money comes from one account.
  for (const { account, inventory } of plans) {
    await fundAccount(chain, account.address, { wbtc: inventory, eth: ETHER })
  }
  // Not AbortSignal.any, which Node 20 may collect while it is waited for.
  const failing = new AbortController()
  const giveUp = (): void => failing.abort(signal.reason)
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  const bounded = { ...parameters, signal: failing.signal }
  const starting = plans.map((plan) =>
    startMaker(bounded, plan).catch((error: unknown) => {
      // The others would wait for ever.
      failing.abort()
      throw error
    }),
  )
  const settled = await Promise.allSettled(starting)
  const makers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const stop = async (): Promise<void> => {
    await Promise.all(makers.map(({ process: running }) => running.stop()))
  }
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  return { makers, stop }
}

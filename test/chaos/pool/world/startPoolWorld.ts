import fs from 'node:fs/promises'
import path from 'node:path'
import { type Address, encodeFunctionData, erc20Abi, type Hex, parseEther, parseGwei, parseUnits } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { encodeDeposit } from '../../../../offchain/chain/darkpool/deposit.ts'
import { type PoolTerms, readPoolTerms } from '../../../../offchain/chain/darkpool/readPoolTerms.ts'
import { LOCAL_CHAIN_ID, MAINNET } from '../../../../offchain/chain/mainnet.ts'
import { fundAccount } from '../../../../offchain/local/chain/fundAccount.ts'
import { runFeeds } from '../../../../offchain/local/chain/runFeeds.ts'
import { createMember, type PoolMember } from '../../../../offchain/local/pool/poolMember.ts'
import { sendCall } from '../../../../offchain/local/pool/sendCall.ts'
import type { Shutdown } from '../../../../offchain/local/process/createShutdown.ts'
import { LOCAL_ACCOUNTS } from '../../../../offchain/local/stack/accounts.ts'
import { LOCAL_SETTINGS, type LocalSettings } from '../../../../offchain/local/stack/localSettings.ts'
import { simulatedPolicyId } from '../../../../offchain/local/stack/simulatedEnclaveSettings.ts'
import { type LocalContracts, startContracts } from '../../../../offchain/local/stack/startContracts.ts'
import { submitSimulatedCollateral } from '../../../../offchain/local/stack/submitSimulatedCollateral.ts'
import { registerLocalSlot } from '../../../../offchain/local/vault/registerLocalSlot.ts'
import { startLocalVault } from '../../../../offchain/local/vault/startLocalVault.ts'
import type { Log } from '../../../../offchain/log.ts'
import { registerMaker } from '../../../../offchain/maker/actions/postKey.ts'
import { readSlotKeys } from '../../../../offchain/maker/keys/readSlotKeys.ts'
import type { Maker } from '../../../../offchain/maker/maker.ts'
import { openMaker } from '../../../../offchain/maker/openMaker.ts'
import { commitSlotKey } from '../../../../offchain/protocol/slotKey.ts'
import { type RpcProxy, startRpcProxy } from '../../proxies/startRpcProxy.ts'
import { createWitness, type Witness } from '../ledger/createWitness.ts'
import { emptyLedger, type Ledger } from '../ledger/ledger.ts'
import { type RestartableVault, restartableVault } from './restartableVault.ts'
import { type SupervisedMatcher, superviseMatcher } from './superviseMatcher.ts'

export type WorldMaker = {
  name: string
  maker: Maker
  address: Address
  privateKey: Hex
  accountKeyFile: string
  keyFile: string
}

/** A chain with the pool and all who work in it. Serves many rounds. */
export type PoolWorld = {
  contracts: LocalContracts
  terms: PoolTerms
  masterKey: Hex
  vault: RestartableVault
  /** In front of the chain: of the first matcher, of the second, and of the makers. */
  matcherProxies: readonly [RpcProxy, RpcProxy]
  makerProxy: RpcProxy
  /** Only the first one is alive between two rounds. */
  matchers: readonly [SupervisedMatcher, SupervisedMatcher]
  requester: PoolMember
  makers: readonly WorldMaker[]
  bundles: { matcher: string; maker: string }
  /** As of the end of the last round. */
  ledger: Ledger
  witness: Witness
  funded: Record<'collateral' | 'payment', bigint>
  log: Log
  /** Every key that anybody has, by commitment. */
  keys(): ReadonlyMap<Hex, bigint>
  stop(): Promise<void>
}

/** Two rounds a request. A window holds the next price, and a proof on a machine on which others work too. */
const SETTINGS: LocalSettings = {
  ...LOCAL_SETTINGS,
  darkPool: {
    ...LOCAL_SETTINGS.darkPool,
    roundsPerRequest: 2,
    settlementWindow: 18,
    idleInterval: 2,
    exitDelay: 1_500,
    heartbeat: 8,
  },
}
/** What a matcher waits for a transaction of its own, before it outbids it. */
export const RECEIPT_TIMEOUT_MS = 3_000
const FUNDS = { collateral: parseUnits('200', 8), payment: parseUnits('30000000', 6) }
const ETHER = parseEther('100')

export type PoolWorldParameters = { folder: string; bundles: PoolWorld['bundles']; log: Log }

const createWorldShutdown = () => {
  const aborter = new AbortController()
  const cleanups: (() => unknown)[] = []
  const shutdown: Shutdown = {
    signal: aborter.signal,
    onShutdown: (_name, cleanup) => void cleanups.push(cleanup),
    shutdown: async () => undefined,
  }
  const stop = async () => {
    aborter.abort()
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup()
  }
  return { shutdown, stop }
}

const openWorldMaker = async (contracts: LocalContracts, index: number, folder: string): Promise<WorldMaker> => {
  const { chain, deployment } = contracts
  const { address, privateKey } = LOCAL_ACCOUNTS.makers[index as 0]
  const name = `maker ${'AB'[index]}`
  const own = path.join(folder, name.replace(' ', '-'))
  await fs.mkdir(own, { recursive: true, mode: 0o700 })
  const [accountKeyFile, keyFile] = [path.join(own, 'account.key'), path.join(own, 'slot.key')] as const
  await fs.writeFile(accountKeyFile, `${privateKey}\n`, { mode: 0o600 })
  await fundAccount(chain, address, { wbtc: FUNDS.collateral, eth: ETHER })
  const maker = await openMaker({
    ...{ rpcUrls: [chain.rpcUrl], chainId: LOCAL_CHAIN_ID, pool: deployment.darkPool, accountKey: privateKey, keyFile },
    startBlock: deployment.startBlock,
    maxLogBlocks: 2_000n,
    maxFeePerGas: parseGwei('10000'),
    receiptTimeoutMs: 10_000,
    pollIntervalMs: 100,
  })
  return { name, maker, address, privateKey, accountKeyFile, keyFile }
}

const startMatchers = async ({
  contracts,
  proxies,
  vault,
  bundle,
  log,
}: {
  contracts: LocalContracts
  proxies: readonly [RpcProxy, RpcProxy]
  vault: { rosterFile: string; key: { masterKey: Hex } }
  bundle: string
  log: Log
}): Promise<readonly [SupervisedMatcher, SupervisedMatcher]> => {
  const { chain, deployment, platform, folder } = contracts
  const supervise = async (name: string, { url: rpcUrl }: RpcProxy) => {
    const environment = { ENCLAVE_RECEIPT_TIMEOUT: `${RECEIPT_TIMEOUT_MS}` }
    const matcher = superviseMatcher({
      ...{ name, bundle, rpcUrl, deployment, platform, vault, folder, environment, log },
    })
    await fundAccount(chain, privateKeyToAddress(matcher.payerKey), { eth: ETHER })
    return matcher
  }
  return [await supervise('matcher-1', proxies[0]), await supervise('matcher-2', proxies[1])]
}

/** Starts a world in which a matcher is alive, two makers and a requester have keys, and their money waits in the queue. */
export const startPoolWorld = async ({ folder, bundles, log }: PoolWorldParameters): Promise<PoolWorld> => {
  const { shutdown, stop } = createWorldShutdown()
  try {
    const requester = createMember('requester')
    const admitted = [requester, ...LOCAL_ACCOUNTS.makers].map((one) =>
      'account' in one ? one.account.address : one.address,
    )
    const contracts = await startContracts({ settings: SETTINGS, admitted, log, shutdown, onReady: () => undefined })
    const { chain, client, deployment, platform } = contracts
    const pool = deployment.darkPool
    void runFeeds({ chain, log, signal: shutdown.signal })
    const { chainId, enclaveRegistry } = deployment
    const policyId = simulatedPolicyId(platform)
    const vaultChain = { rpcUrl: chain.rpcUrl, chainId, enclaveRegistry, darkPool: pool, policyId, finality: 1n }
    const vaultFolder = path.join(contracts.folder, 'vault')
    const startProxy = async () => {
      const proxy = await startRpcProxy(chain.rpcUrl)
      shutdown.onShutdown('proxy', proxy.stop)
      return proxy
    }
    const [local, first, second, makerProxy] = await Promise.all([
      startLocalVault({ chain: vaultChain, folder: vaultFolder, log, signal: shutdown.signal }),
      ...[startProxy(), startProxy(), startProxy()],
      submitSimulatedCollateral(contracts),
    ])
    const vault = restartableVault({ vault: local, folder: vaultFolder, chain: vaultChain, log })
    shutdown.onShutdown('vault', vault.stop)
    const { masterKey } = local.key
    const matcherProxies = [first, second] as [RpcProxy, RpcProxy]
    const matchers = await startMatchers({
      ...{ contracts, proxies: matcherProxies, vault: local, bundle: bundles.matcher, log },
    })
    shutdown.onShutdown('matchers', () => Promise.all(matchers.map((matcher) => matcher.kill())))
    await matchers[0].start()

    await fundAccount(chain, requester.account.address, { usdc: FUNDS.payment, eth: ETHER })
    const { slot } = await registerLocalSlot(client, {
      ...{ pool, masterKey, key: requester.key },
      ownerKey: requester.privateKey,
    })
    requester.slot = slot
    const makers = [await openWorldMaker(contracts, 0, folder), await openWorldMaker(contracts, 1, folder)]
    const progress = { signal: shutdown.signal, tell: () => undefined }
    for (const { maker } of makers) await registerMaker(maker, { masterKey }, progress)
    return {
      ...{ contracts, masterKey, vault, matcherProxies, matchers, requester, makers, bundles, log, stop },
      terms: await readPoolTerms(client, { pool }),
      makerProxy: makerProxy as RpcProxy,
      ledger: emptyLedger(deployment.startBlock - 1n),
      witness: createWitness(pool),
      funded: { collateral: FUNDS.collateral * BigInt(makers.length), payment: FUNDS.payment },
      keys: () =>
        new Map([
          [commitSlotKey(requester.key), requester.key],
          ...makers.flatMap(({ keyFile }) => [...readSlotKeys(keyFile)]),
        ]),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What everybody begins with in the pool; the rest stays in the wallet. */
export const INVENTORY = { collateral: FUNDS.collateral / 2n, payment: FUNDS.payment / 2n }

/** Puts a member's token into the pool's queue. */
export const depositToken = async (
  { client, deployment }: LocalContracts,
  account: PoolMember['account'],
  asset: 'collateral' | 'payment',
  amount: bigint,
): Promise<void> => {
  const pool = deployment.darkPool
  const to = asset === 'collateral' ? MAINNET.wbtc : MAINNET.usdc
  const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [pool, amount] })
  await sendCall(client, account, { to, data: approve })
  await sendCall(client, account, { to: pool, data: encodeDeposit({ asset, amount }) })
}

import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { x25519 } from '@noble/curves/ed25519.js'
import {
  type Address,
  bytesToHex,
  concat,
  createTestClient,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  hexToBytes,
  http,
  keccak256,
  numberToHex,
  type PublicClient,
  pad,
  parseAbi,
  parseGwei,
  publicActions,
  walletActions,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Agent } from '../../offchain/agent/agent.ts'
import { treasurySwap } from '../../offchain/agent/mechanisms/treasurySwap.ts'
import { createAgentHealth } from '../../offchain/agent/operations/agentHealth.ts'
import { createMetrics } from '../../offchain/agent/operations/createMetrics.ts'
import { createPoolKeeper } from '../../offchain/agent/pool/poolKeeper.ts'
import { type Outcome, reconcile } from '../../offchain/agent/reconcile.ts'
import { runAgent } from '../../offchain/agent/runAgent.ts'
import { localKeySigner } from '../../offchain/agent/wallets/localKeySigner.ts'
import { transactionWallet } from '../../offchain/agent/wallets/transactionWallet.ts'
import type { Wallet } from '../../offchain/agent/wallets/wallet.ts'
import { createClient } from '../../offchain/chain/createClient.ts'
import { recoveryTreasuryAbi, reserveAttestationAbi } from '../../offchain/chain/generated.ts'
import { encodeHeal } from '../../offchain/chain/heal.ts'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import type { Depth } from '../../offchain/chain/readBlockAt.ts'
import { readHead } from '../../offchain/chain/readHead.ts'
import { readWiring } from '../../offchain/chain/readWiring.ts'
import { fundAccount } from '../../offchain/local/chain/fundAccount.ts'
import { type LocalChain, startLocalChain } from '../../offchain/local/chain/startLocalChain.ts'
import { acceptWorkflow } from '../../offchain/local/stack/acceptWorkflow.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { type Deployment, deployContracts } from '../../offchain/local/stack/deployContracts.ts'
import { deployForwarder } from '../../offchain/local/stack/deployForwarder.ts'
import { localDeployConfig } from '../../offchain/local/stack/localSettings.ts'
import { createLog } from '../../offchain/log.ts'
import { orderDigest } from '../../offchain/protocol/orderDigest.ts'
import { encodeReport, type PoolOrder } from '../../offchain/protocol/report.ts'
import { sealOrder } from '../../offchain/protocol/sealedOrder.ts'
import type { Journal, SignedTransaction } from '../../offchain/store/journal.ts'
import { openJournal } from '../../offchain/store.ts'
import { projectRoot } from '../../script/toolchain/foundry.mjs'

const WORKFLOW_ID: Hex = `0x00${'11'.repeat(31)}`
const POOL_ORDER = { nonce: pad('0x07', { size: 32 }), ciphertext: pad('0x08', { size: 32 }) } as const
const SALT: Hex = `0x${'5a'.repeat(32)}`
/** Opens the orders of {@link AgentHarness.report}. */
export const SEALING_SECRET: Hex = `0x${'a6'.repeat(32)}`

const swapRouterAbi = parseAbi([
  'struct ExactInputSingleParams { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
  'function exactInputSingle(ExactInputSingleParams params) payable returns (uint256 amountOut)',
])

const log = createLog({ name: 'agent test', level: 'silent' })

/** A local chain with deployed contracts, on which the test itself stands where the forwarder stands. */
export type AgentHarness = {
  chain: LocalChain
  client: PublicClient
  deployment: Deployment
  /** Records a report as if the forwarder had delivered it; returns its epoch. */
  report: (report: {
    spend: bigint
    isSolvent?: boolean
    agentPublicKey?: Hex
    statementAt?: number
    /** Without orders, as the fallback workflow reports. */
    hasOrders?: boolean
    /** The order for the pool; the same for every epoch otherwise. */
    poolOrder?: (epoch: number) => PoolOrder
  }) => Promise<number>
  mine: (blocks: number) => Promise<void>
  /** Lets `seconds` pass and mines a block. */
  pass: (seconds: number) => Promise<void>
  /** Somebody else spends `usdc` (base units) in the pool. */
  buyCollateral: (usdc: bigint) => Promise<void>
  /** Runs `body`, then puts the chain back to where it was. */
  undoAfter: (body: () => Promise<void>) => Promise<void>
  /** A new agent with its own journal file, unless one is given. */
  agent: (options?: Partial<Omit<Agent, 'mechanisms'>> & { confirmations?: Depth }) => Promise<Agent>
  /** The whole loop, until `signal` aborts. */
  run: (agent: Agent, signal: AbortSignal) => Promise<void>
  /** One pass at the present head. */
  reconcile: (agent: Agent) => Promise<Outcome>
  /** A journal of its own for this deployment. */
  openJournal: () => Promise<Journal>
  localWallet: (options?: { maxFeePerGas?: bigint; replaceAfterSeconds?: number }) => Wallet
  /** Signs a call of the treasury that will be mined and revert. */
  signReverting: () => Promise<SignedTransaction>
  setAgent: (agent: Address) => Promise<void>
  /** Takes back block `from` and everything after it, and mines as many empty blocks. */
  reorg: (from: bigint) => Promise<void>
  /** Gives `account` USDC base units. */
  fund: (account: Address, usdc: bigint) => Promise<void>
  snapshot: () => Promise<Hex>
  revertTo: (id: Hex) => Promise<void>
  stop: () => Promise<void>
}

export const startAgentHarness = async (
  configure: (forwarder: Address, chain: LocalChain) => object | Promise<object> = (forwarder) =>
    localDeployConfig(forwarder),
): Promise<AgentHarness> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agent-'))
  const chain = await startLocalChain({ log })
  const client = await createClient({ rpcUrl: chain.rpcUrl, pollingIntervalMs: 20 })
  const deployFolder = path.join(projectRoot, '.local', `agent-test-${process.pid}`)
  const forwarder = await deployForwarder(client, LOCAL_ACCOUNTS.owner.privateKey)
  const deployment = await deployContracts({
    rpcUrl: chain.rpcUrl,
    deployerKey: LOCAL_ACCOUNTS.owner.privateKey,
    config: await configure(forwarder, chain),
    folder: deployFolder,
    log,
  })
  await fundAccount(chain, deployment.treasury, { usdc: 20_000_000_000_000n })
  await acceptWorkflow(client, deployment.attestation, WORKFLOW_ID)
  const test = createTestClient({ mode: 'anvil', chain: client.chain, transport: http(chain.rpcUrl) })
    .extend(publicActions)
    .extend(walletActions)
  await test.impersonateAccount({ address: forwarder })
  await test.setBalance({ address: forwarder, value: 10n ** 20n })
  const wiring = await readWiring(client, { ...deployment, reserve: undefined })
  const metadata = concat([
    WORKFLOW_ID,
    pad('0x', { size: 10 }),
    LOCAL_ACCOUNTS.owner.address,
    numberToHex(1, { size: 2 }),
  ])
  const ownSealingKey = bytesToHex(x25519.getPublicKey(hexToBytes(SEALING_SECRET)))
  let journals = 0

  const pass = async (seconds: number) => {
    await test.increaseTime({ seconds })
    await test.mine({ blocks: 1 })
  }
  /** anvil mines what it took a moment after it said so. What is stuck stays so: that is what some tests are about. */
  const whenMined = async () => {
    const address = LOCAL_ACCOUNTS.agent.address
    for (let look = 0; look < 100; look++) {
      const [latest, pending] = await Promise.all([
        client.getTransactionCount({ address, blockTag: 'latest' }),
        client.getTransactionCount({ address, blockTag: 'pending' }),
      ])
      if (latest === pending) return
      await delay(10)
    }
  }
  const journalFile = () => path.join(folder, `journal-${journals++}.db`)
  const binding = deployment
  const open = () =>
    openJournal(journalFile(), binding, { signal: new AbortController().signal, onStandby: () => undefined })
  const agentAccount = privateKeyToAccount(LOCAL_ACCOUNTS.agent.privateKey)
  const now = () => Math.floor(Date.now() / 1000)
  const localWallet: AgentHarness['localWallet'] = ({
    maxFeePerGas = parseGwei('500'),
    replaceAfterSeconds = 60,
  } = {}) =>
    transactionWallet(client, {
      signer: localKeySigner(LOCAL_ACCOUNTS.agent.privateKey),
      maxFeePerGas,
      minBalance: 0n,
      replaceAfterSeconds,
      now,
    })

  return {
    chain,
    client,
    deployment,
    async report({
      spend,
      isSolvent = false,
      agentPublicKey = ownSealingKey,
      statementAt,
      hasOrders = true,
      poolOrder = () => POOL_ORDER,
    }) {
      // Epochs strictly increase.
      await pass(2)
      const epoch = Number((await client.getBlock()).timestamp)
      const ofPool = poolOrder(epoch)
      const payload = encodeReport({
        chainId: 31337n,
        receiver: deployment.attestation,
        epoch,
        statementAt: statementAt ?? epoch,
        isSolvent,
        mintCeiling: 0n,
        poolOrder: ofPool,
        sealedOrder: sealOrder({
          agentPublicKey,
          ephemeralSecretKey: hexToBytes(pad(numberToHex(epoch), { size: 32 })),
          context: { chainId: 31337n, receiver: deployment.attestation, epoch },
          spend,
          salt: SALT,
        }),
        orderDigest: hasOrders ? orderDigest(ofPool, spend, SALT) : pad('0x'),
      })
      const hash = await test.sendTransaction({
        account: forwarder,
        chain: client.chain,
        to: deployment.attestation,
        data: encodeFunctionData({ abi: reserveAttestationAbi, functionName: 'onReport', args: [metadata, payload] }),
      })
      const receipt = await client.waitForTransactionReceipt({ hash })
      if (receipt.status !== 'success') throw new Error('the attestation refused the test report')
      return epoch
    },
    mine: (blocks) => test.mine({ blocks }),
    pass,
    async buyCollateral(usdc) {
      const buyer = LOCAL_ACCOUNTS.guardian.address
      await fundAccount(chain, buyer, { usdc })
      await test.impersonateAccount({ address: buyer })
      const send = async (to: Address, data: Hex) => {
        const hash = await test.sendTransaction({ account: buyer, chain: client.chain, to, data })
        const { status } = await client.waitForTransactionReceipt({ hash })
        if (status !== 'success') throw new Error('the test could not buy collateral')
      }
      await send(
        MAINNET.usdc,
        encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [MAINNET.swapRouter02, usdc] }),
      )
      const swap = {
        tokenIn: MAINNET.usdc,
        tokenOut: MAINNET.wbtc,
        fee: wiring.poolFee,
        recipient: buyer,
        amountIn: usdc,
        amountOutMinimum: 0n,
        sqrtPriceLimitX96: 0n,
      }
      await send(
        MAINNET.swapRouter02,
        encodeFunctionData({ abi: swapRouterAbi, functionName: 'exactInputSingle', args: [swap] }),
      )
    },
    async signReverting() {
      const fees = { maxFeePerGas: parseGwei('100'), maxPriorityFeePerGas: parseGwei('1') }
      const nonce = await client.getTransactionCount({ address: agentAccount.address })
      const rawTransaction = await agentAccount.signTransaction({
        type: 'eip1559',
        chainId: 31337,
        nonce,
        gas: 500_000n,
        ...fees,
        to: deployment.treasury,
        data: encodeHeal({ epoch: 0, spend: 0n, salt: SALT, poolOrder: POOL_ORDER, minOut: 0n }),
      })
      const sender = agentAccount.address
      return { txHash: keccak256(rawTransaction), rawTransaction, sender, nonce, ...fees, signedAt: now() }
    },
    async setAgent(agent) {
      const owner = LOCAL_ACCOUNTS.owner.address
      await test.impersonateAccount({ address: owner })
      const data = encodeFunctionData({ abi: recoveryTreasuryAbi, functionName: 'setAgent', args: [agent] })
      const hash = await test.sendTransaction({ account: owner, chain: client.chain, to: deployment.treasury, data })
      await client.waitForTransactionReceipt({ hash })
    },
    async reorg(from) {
      // One deeper: the chain may tick meanwhile.
      const depth = Number((await client.getBlockNumber({ cacheTime: 0 })) - from) + 2
      await test.request({ method: 'anvil_reorg', params: [depth, []] } as never)
    },
    fund: (account, usdc) => fundAccount(chain, account, { usdc }),
    snapshot: () => test.snapshot(),
    revertTo: async (id) => {
      await test.revert({ id })
    },
    async undoAfter(body) {
      const id = await test.snapshot()
      try {
        await body()
      } finally {
        await test.revert({ id })
      }
    },
    openJournal: open,
    localWallet,
    async agent({ confirmations = 0n, ...options } = {}) {
      return {
        client,
        log,
        metrics: createMetrics({ version: 'test', signer: 'localKey', isReady: () => true }),
        ...wiring,
        treasury: deployment.treasury,
        paymentDecimals: 6,
        wallet: localWallet(),
        journal: options.journal ?? (await open()),
        sealingKey: SEALING_SECRET,
        quoter: MAINNET.quoterV2,
        startBlock: deployment.startBlock,
        maxHeadAgeSeconds: 60,
        onProgress: () => undefined,
        maxLogBlocks: 500n,
        slippageBps: 50n,
        mechanisms: [treasurySwap(confirmations)],
        healPolicy: { cooldownSeconds: 0, maxAttempts: 3, retryBudget: 100, retryWindowSeconds: 86_400 },
        replenish: undefined,
        collateralKeeper: undefined,
        poolKeeper: createPoolKeeper({
          requestDepth: confirmations,
          expireGraceSeconds: 5,
          coverCap: undefined,
          matcherExpirySeconds: 60,
          lookEverySeconds: 0,
        }),
        ...options,
      }
    },
    run: (agent, signal) =>
      runAgent(agent, {
        pollIntervalMs: 20,
        health: createAgentHealth({
          signer: { kind: 'localKey', keyMissing: undefined },
          providers: { healthy: 1, required: 1 },
          nowMs: performance.now(),
        }),
        describeConnection: () => [],
        trackIncidents: async () => undefined,
        onGoodPass: () => undefined,
        minGasBalance: 0n,
        stuckAfterSeconds: 600,
        signal,
      }),
    async reconcile(agent) {
      const { outcome } = await reconcile(agent, await readHead(agent.client))
      if (outcome.action === 'sent') await whenMined()
      return outcome
    },
    async stop() {
      await chain.stop()
      for (const used of [folder, deployFolder]) fs.rmSync(used, { recursive: true, force: true })
    },
  }
}

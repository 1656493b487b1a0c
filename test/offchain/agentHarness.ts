import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
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
import type { AgentContext } from '../../offchain/agent/agentContext.ts'
import { localKeyWallet } from '../../offchain/agent/wallets/localKeyWallet.ts'
import type { Wallet } from '../../offchain/agent/wallets/wallet.ts'
import { createClient } from '../../offchain/chain/createClient.ts'
import { recoveryTreasuryAbi, reserveAttestationAbi } from '../../offchain/chain/generated.ts'
import { encodeHeal } from '../../offchain/chain/heal.ts'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
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
import { encodeReport } from '../../offchain/protocol/report.ts'
import { sealOrder } from '../../offchain/protocol/sealedOrder.ts'
import { type Journal, openJournal } from '../../offchain/store.ts'
import { projectRoot } from '../../script/toolchain/foundry.mjs'

const WORKFLOW_ID: Hex = `0x00${'11'.repeat(31)}`
const POOL_ORDER = { nonce: pad('0x07', { size: 32 }), ciphertext: pad('0x08', { size: 32 }) } as const
const SALT: Hex = `0x${'5a'.repeat(32)}`
const SEALING_SECRET: Hex = `0x${'a6'.repeat(32)}`

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
  }) => Promise<number>
  mine: (blocks: number) => Promise<void>
  /** Lets `seconds` pass and mines a block. */
  pass: (seconds: number) => Promise<void>
  /** Somebody else spends `usdc` (base units) in the pool. */
  buyCollateral: (usdc: bigint) => Promise<void>
  /** Runs `body`, then puts the chain back to where it was. */
  undoAfter: (body: () => Promise<void>) => Promise<void>
  /** A new agent with its own journal file, unless one is given. */
  agent: (options?: {
    wallet?: Wallet
    journal?: Journal
    sealingKey?: Hex
    confirmations?: bigint
  }) => Promise<AgentContext>
  /** A journal of its own for this deployment. */
  openJournal: () => Journal
  localWallet: (options?: { maxFeePerGas: bigint }) => Wallet
  /** Signs a call of the treasury that will be mined and revert. */
  signReverting: Wallet['prepare']
  setAgent: (agent: Address) => Promise<void>
  snapshot: () => Promise<Hex>
  revertTo: (id: Hex) => Promise<void>
  stop: () => Promise<void>
}

export const startAgentHarness = async (): Promise<AgentHarness> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agent-'))
  const chain = await startLocalChain({ log })
  const client = await createClient({ rpcUrl: chain.rpcUrl, pollingIntervalMs: 20 })
  const deployFolder = path.join(projectRoot, '.local', `agent-test-${process.pid}`)
  const forwarder = await deployForwarder(client, LOCAL_ACCOUNTS.owner.privateKey)
  const deployment = await deployContracts({
    rpcUrl: chain.rpcUrl,
    deployerKey: LOCAL_ACCOUNTS.owner.privateKey,
    config: localDeployConfig(forwarder),
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
  const journalFile = () => path.join(folder, `journal-${journals++}.db`)
  const binding = deployment
  const open = () => openJournal(journalFile(), binding)
  const agentAccount = privateKeyToAccount(LOCAL_ACCOUNTS.agent.privateKey)
  const localWallet = (options = { maxFeePerGas: parseGwei('500') }) =>
    localKeyWallet(client, { account: agentAccount, ...options })

  return {
    chain,
    client,
    deployment,
    async report({ spend, isSolvent = false, agentPublicKey = ownSealingKey, statementAt }) {
      // Epochs strictly increase.
      await pass(2)
      const epoch = Number((await client.getBlock()).timestamp)
      const payload = encodeReport({
        chainId: 31337n,
        receiver: deployment.attestation,
        epoch,
        statementAt: statementAt ?? epoch,
        isSolvent,
        mintCeiling: 0n,
        poolOrder: POOL_ORDER,
        sealedOrder: sealOrder({
          agentPublicKey,
          ephemeralSecretKey: hexToBytes(pad(numberToHex(epoch), { size: 32 })),
          context: { chainId: 31337n, receiver: deployment.attestation, epoch },
          spend,
          salt: SALT,
        }),
        orderDigest: orderDigest(POOL_ORDER, spend, SALT),
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
    async signReverting({ to }) {
      const nonce = await client.getTransactionCount({ address: agentAccount.address })
      const rawTransaction = await agentAccount.signTransaction({
        type: 'eip1559',
        chainId: 31337,
        nonce,
        gas: 500_000n,
        maxFeePerGas: parseGwei('100'),
        maxPriorityFeePerGas: parseGwei('1'),
        to,
        data: encodeHeal({ epoch: 0, spend: 0n, salt: SALT, poolOrder: POOL_ORDER, minOut: 0n }),
      })
      return { txHash: keccak256(rawTransaction), rawTransaction, sender: agentAccount.address, nonce }
    },
    async setAgent(agent) {
      const owner = LOCAL_ACCOUNTS.owner.address
      await test.impersonateAccount({ address: owner })
      const data = encodeFunctionData({ abi: recoveryTreasuryAbi, functionName: 'setAgent', args: [agent] })
      const hash = await test.sendTransaction({ account: owner, chain: client.chain, to: deployment.treasury, data })
      await client.waitForTransactionReceipt({ hash })
    },
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
    async agent({ wallet, journal, sealingKey = SEALING_SECRET, confirmations = 0n } = {}) {
      return {
        client,
        log,
        ...wiring,
        treasury: deployment.treasury,
        wallet: wallet ?? localWallet(),
        journal: journal ?? open(),
        sealingKey,
        quoter: MAINNET.quoterV2,
        startBlock: deployment.startBlock,
        confirmations,
        maxLogBlocks: 500n,
        slippageBps: 50n,
      }
    },
    async stop() {
      await chain.stop()
      for (const used of [folder, deployFolder]) fs.rmSync(used, { recursive: true, force: true })
    },
  }
}

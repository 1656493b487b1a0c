import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { x25519 } from '@noble/curves/ed25519.js'
import {
  type Address,
  bytesToHex,
  concat,
  createTestClient,
  createWalletClient,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  http,
  numberToHex,
  type PublicClient,
  pad,
  publicActions,
  walletActions,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { AgentContext } from '../../offchain/agent/agentContext.ts'
import { localKeyWallet } from '../../offchain/agent/wallets/localKeyWallet.ts'
import type { Wallet } from '../../offchain/agent/wallets/wallet.ts'
import { createClient } from '../../offchain/chain/createClient.ts'
import { reserveAttestationAbi } from '../../offchain/chain/generated.ts'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { readWiring } from '../../offchain/chain/readWiring.ts'
import { fundAccount } from '../../offchain/local/chain/fundAccount.ts'
import { type LocalChain, startLocalChain } from '../../offchain/local/chain/startLocalChain.ts'
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

export const log = createLog({ name: 'agent test', level: 'silent' })

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
  /** A new agent with its own journal file, unless one is given. */
  agent: (options?: {
    wallet?: Wallet
    journal?: Journal
    sealingKey?: Hex
    confirmations?: bigint
  }) => Promise<AgentContext>
  journalFile: () => string
  localWallet: () => Wallet
  stop: () => Promise<void>
}

const acceptTestWorkflow = async (client: PublicClient, attestation: Address): Promise<void> => {
  const owner = createWalletClient({
    account: privateKeyToAccount(LOCAL_ACCOUNTS.owner.privateKey),
    chain: client.chain,
    transport: http(client.transport.url),
  })
  const hash = await owner.writeContract({
    address: attestation,
    abi: reserveAttestationAbi,
    functionName: 'acceptWorkflow',
    args: [WORKFLOW_ID],
    chain: client.chain,
  })
  await client.waitForTransactionReceipt({ hash })
}

export const startAgentHarness = async (): Promise<AgentHarness> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agent-'))
  const chain = await startLocalChain({ log })
  const client = await createClient({ rpcUrl: chain.rpcUrl, pollingIntervalMs: 20 })
  const forwarder = await deployForwarder(client, LOCAL_ACCOUNTS.owner.privateKey)
  const deployment = await deployContracts({
    rpcUrl: chain.rpcUrl,
    deployerKey: LOCAL_ACCOUNTS.owner.privateKey,
    config: localDeployConfig(forwarder),
    folder: path.join(projectRoot, '.local', `agent-test-${chain.anvilPid}`),
    log,
  })
  await fundAccount(chain, deployment.treasury, { usdc: 20_000_000_000_000n })
  await acceptTestWorkflow(client, deployment.attestation)
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

  return {
    chain,
    client,
    deployment,
    async report({ spend, isSolvent = false, agentPublicKey = ownSealingKey, statementAt }) {
      // A block of a later second: epochs strictly increase.
      await test.increaseTime({ seconds: 2 })
      await test.mine({ blocks: 1 })
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
        to: deployment.attestation,
        data: encodeFunctionData({ abi: reserveAttestationAbi, functionName: 'onReport', args: [metadata, payload] }),
      })
      const receipt = await client.waitForTransactionReceipt({ hash })
      if (receipt.status !== 'success') throw new Error('the attestation refused the test report')
      return epoch
    },
    mine: (blocks) => test.mine({ blocks }),
    journalFile: () => path.join(folder, `journal-${journals++}.db`),
    localWallet: () => localKeyWallet(client, privateKeyToAccount(LOCAL_ACCOUNTS.agent.privateKey)),
    async agent({ wallet, journal, sealingKey = SEALING_SECRET, confirmations = 0n } = {}) {
      return {
        client,
        log,
        ...wiring,
        treasury: deployment.treasury,
        wallet: wallet ?? this.localWallet(),
        journal: journal ?? openJournal(this.journalFile()),
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
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

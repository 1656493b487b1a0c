// A treasury with a slot in the pool, and a simulated enclave that matches. Of settlements everything is real but the
// proof, which is the digest of what it claims: test/mocks/BindingProofVerifier.sol stands where the verifier stands.
import {
  type Address,
  bytesToHex,
  concat,
  encodeFunctionData,
  getAbiItem,
  type Hex,
  numberToHex,
  parseAbi,
  parseEther,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { encodeCloseRound } from '../../offchain/chain/darkpool/closeRound.ts'
import { readPoolTerms } from '../../offchain/chain/darkpool/readPoolTerms.ts'
import { creDarkPoolAbi, recoveryTreasuryAbi } from '../../offchain/chain/generated.ts'
import { LOCAL_CHAIN_ID } from '../../offchain/chain/mainnet.ts'
import { readHead } from '../../offchain/chain/readHead.ts'
import type { ProveRound } from '../../offchain/enclave/matching/settleClosedRound.ts'
import { fundAccount } from '../../offchain/local/chain/fundAccount.ts'
import { localClient } from '../../offchain/local/chain/localClient.ts'
import { pushFeedRounds } from '../../offchain/local/chain/pushFeedRounds.ts'
import { readArtifact } from '../../offchain/local/chain/readArtifact.ts'
import { createSimulatedPlatform, type SimulatedPlatform } from '../../offchain/local/enclave/simulatedPlatform.ts'
import { matchRound } from '../../offchain/local/pool/matchRound.ts'
import { passTime } from '../../offchain/local/pool/passTime.ts'
import { sendCall } from '../../offchain/local/pool/sendCall.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { localDeployConfig } from '../../offchain/local/stack/localSettings.ts'
import { simulatedEnclaveConfig } from '../../offchain/local/stack/simulatedEnclaveSettings.ts'
import { startSimulatedEnclave } from '../../offchain/local/stack/startSimulatedEnclave.ts'
import { createLog } from '../../offchain/log.ts'
import { makeMessageNonce } from '../../offchain/protocol/pool/messageNonce.ts'
import { encodeOrder, encryptOrder } from '../../offchain/protocol/pool/order.ts'
import type { PoolOrder } from '../../offchain/protocol/report.ts'
import { commitSlotKey, randomSlotKey } from '../../offchain/protocol/slotKey.ts'
import { type AgentHarness, startAgentHarness } from './agentHarness.ts'

const proofAbi = parseAbi(['function proofFor(bytes32[] publicInputs) view returns (bytes)'])
const log = createLog({ name: 'agent pool test', level: 'silent' })
/** As long as the pool wants it; nobody opens it here. */
const SEALED_KEY: Hex = concat(['0x01', bytesToHex(new Uint8Array(210).fill(7))])

/** The treasury's schedule in these tests; 2,000,000 USDC a deposit, times in seconds. */
export const SCHEDULE = {
  premiumBps: 300,
  timeout: 360,
  requestInterval: 400,
  deposit: 2_000_000_000_000n,
  depositInterval: 900,
} as const

export type AgentPoolHarness = AgentHarness & {
  pool: Address
  /** The reserve's order of an epoch: collateral in satoshi, zero for cover. */
  orderOf: (deficit: bigint) => (epoch: number) => PoolOrder
  /** Closes the round that is due and settles it. */
  runRound: () => Promise<void>
  close: () => Promise<void>
  /** Of the pool's requests, by this treasury or not, what was public of them. */
  requested: () => Promise<readonly { premiumBps: bigint; timeout: bigint; stake: bigint; requestId: bigint }[]>
  /** Epochs in the treasury's events. */
  sentEpochs: () => Promise<readonly number[]>
  setPaused: (contract: Address, paused: boolean) => Promise<void>
  /** Moves the chain's clock forward by seconds. */
  advance: (seconds: number) => Promise<void>
}

/** Everything up to a keyed slot and a treasury with three stakes; no request was sent yet. */
export const startAgentPoolHarness = async (): Promise<AgentPoolHarness> => {
  let platform: SimulatedPlatform | undefined
  const harness = await startAgentHarness(async (forwarder, { rpcUrl }) => {
    const { timestamp } = await localClient(rpcUrl).getBlock()
    platform = createSimulatedPlatform({ now: Number(timestamp) })
    const config = localDeployConfig(forwarder, simulatedEnclaveConfig(platform))
    const poolSchedule = Object.fromEntries(Object.entries(SCHEDULE).map(([name, value]) => [name, `${value}`]))
    return { ...config, poolSchedule }
  })
  if (!platform) throw new Error('the harness did not ask for a configuration')
  const { client, chain, deployment } = harness
  const { darkPool: pool, treasury, startBlock } = deployment
  const local = localClient(chain.rpcUrl)
  const { deployedBytecode } = await readArtifact('out/BindingProofVerifier.sol/BindingProofVerifier.json')
  await local.setCode({ address: deployment.proofVerifier, bytecode: deployedBytecode })
  const enclave = await startSimulatedEnclave({ client, deployment, platform, log })
  const terms = await readPoolTerms(client, { pool })
  const key = randomSlotKey()
  const sender = privateKeyToAccount(LOCAL_ACCOUNTS.transmitter.privateKey)
  const owner = privateKeyToAccount(LOCAL_ACCOUNTS.owner.privateKey)
  const guardian = privateKeyToAccount(LOCAL_ACCOUNTS.guardian.privateKey)

  const prove: ProveRound = async (_witness, inputs) => ({
    proof: await client.readContract({
      address: deployment.proofVerifier,
      abi: proofAbi,
      functionName: 'proofFor',
      args: [inputs.map((input) => numberToHex(input, { size: 32 }))],
    }),
  })
  const settle = async () => {
    // A price of the close's own second would not count.
    await passTime(chain, (await readHead(client)).timestamp + 1)
    await pushFeedRounds(chain, log)
    const matcher = { ...enclave, keyOf: () => key }
    const ready = await matchRound({ client, deployment, terms, enclave: matcher, prove })
    await sendCall(client, sender, { to: pool, data: ready.calldata })
  }
  const close = async () => {
    await sendCall(client, sender, { to: pool, data: encodeCloseRound() })
  }

  const commitment = commitSlotKey(key)
  const register = { abi: recoveryTreasuryAbi, functionName: 'registerSlot', args: [commitment, SEALED_KEY] } as const
  await sendCall(client, owner, { to: treasury, data: encodeFunctionData(register) })
  await passTime(chain, (await readHead(client)).timestamp + terms.idleInterval)
  await close()
  await settle()
  await fundAccount(chain, treasury, { eth: parseEther('0.03') })

  return {
    ...harness,
    pool,
    orderOf: (deficit) => (epoch) => {
      const order = { deficit, maxPremiumBps: 300n, allowPartial: true, disclose: false }
      const plaintext = encodeOrder(order)
      const counter = BigInt(epoch)
      const nonce = makeMessageNonce({ key, chainId: BigInt(LOCAL_CHAIN_ID), pool, counter, plaintext })
      const { ciphertext } = encryptOrder(key, nonce, order)
      return { nonce: numberToHex(nonce, { size: 32 }), ciphertext: numberToHex(ciphertext, { size: 32 }) }
    },
    async runRound() {
      const on = { address: pool, abi: creDarkPoolAbi } as const
      const request = await client.readContract({
        ...on,
        functionName: 'request',
        args: [await client.readContract({ ...on, functionName: 'liveRequest' })],
      })
      const share = Math.floor((request.timeout * (request.settledRounds + 1)) / terms.roundsPerRequest)
      await passTime(chain, request.openedAt + share)
      await close()
      await settle()
    },
    close,
    async requested() {
      const event = getAbiItem({ abi: creDarkPoolAbi, name: 'CollateralRequested' })
      const logs = await client.getLogs({ address: pool, event, fromBlock: startBlock, strict: true })
      return logs.map(({ args: { premiumBps, timeout, stake, requestId } }) => ({
        premiumBps,
        timeout,
        stake,
        requestId,
      }))
    },
    async sentEpochs() {
      const event = getAbiItem({ abi: recoveryTreasuryAbi, name: 'CollateralRequestSent' })
      const logs = await client.getLogs({ address: treasury, event, fromBlock: startBlock, strict: true })
      return logs.map(({ args }) => args.epoch)
    },
    async setPaused(contract, paused) {
      const data = encodeFunctionData({ abi: recoveryTreasuryAbi, functionName: paused ? 'pause' : 'unpause' })
      await sendCall(client, paused ? guardian : owner, { to: contract, data })
    },
    async advance(seconds) {
      await passTime(chain, (await readHead(client)).timestamp + seconds)
    },
    async stop() {
      await enclave.stop()
      await harness.stop()
    },
  }
}

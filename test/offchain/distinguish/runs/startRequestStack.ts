// The pool as it is deployed, a registered enclave, three makers and the reserve; no vault: what it gives the enclave is here.
import path from 'node:path'
import {
  type Address,
  bytesToHex,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  maxUint256,
  parseAbi,
  parseUnits,
  size,
} from 'viem'
import { createClient } from '../../../../offchain/chain/createClient.ts'
import { encodeCloseRound } from '../../../../offchain/chain/darkpool/closeRound.ts'
import { encodeDeposit } from '../../../../offchain/chain/darkpool/deposit.ts'
import { readPoolTerms } from '../../../../offchain/chain/darkpool/readPoolTerms.ts'
import { MAINNET } from '../../../../offchain/chain/mainnet.ts'
import { readHead } from '../../../../offchain/chain/readHead.ts'
import type { ProveRound, ReadySettlement } from '../../../../offchain/enclave/matching/settleClosedRound.ts'
import { FIXTURE } from '../../../../offchain/local/chain/fixture.ts'
import { fundAccount } from '../../../../offchain/local/chain/fundAccount.ts'
import { localClient } from '../../../../offchain/local/chain/localClient.ts'
import { startLocalChain } from '../../../../offchain/local/chain/startLocalChain.ts'
import { createSimulatedPlatform } from '../../../../offchain/local/enclave/simulatedPlatform.ts'
import { createProve } from '../../../../offchain/local/pool/createProve.ts'
import { matchRound } from '../../../../offchain/local/pool/matchRound.ts'
import { createMember, type PoolMember } from '../../../../offchain/local/pool/poolMember.ts'
import { createRunFolder } from '../../../../offchain/local/process/createRunFolder.ts'
import type { Shutdown } from '../../../../offchain/local/process/createShutdown.ts'
import { LOCAL_ACCOUNTS } from '../../../../offchain/local/stack/accounts.ts'
import { buildContracts } from '../../../../offchain/local/stack/buildContracts.ts'
import { deployContracts } from '../../../../offchain/local/stack/deployContracts.ts'
import { deployForwarder } from '../../../../offchain/local/stack/deployForwarder.ts'
import { localDeployConfig } from '../../../../offchain/local/stack/localSettings.ts'
import { simulatedEnclaveConfig } from '../../../../offchain/local/stack/simulatedEnclaveSettings.ts'
import { startSimulatedEnclave } from '../../../../offchain/local/stack/startSimulatedEnclave.ts'
import { registerLocalSlot } from '../../../../offchain/local/vault/registerLocalSlot.ts'
import type { Log } from '../../../../offchain/log.ts'
import { commitSlotKey } from '../../../../offchain/protocol/slotKey.ts'
import { encodePoint, GENERATOR, multiplySecretly, randomScalar } from '../../../../offchain/protocol/vault/curve.ts'
import { projectRoot } from '../../../../script/toolchain/foundry.mjs'

/** A transaction as it is sent here: from anybody, whose key nobody needs. */
export type StackCall = { from: Address; to: Address; data: Hex; value?: bigint }

export type RequestStack = Awaited<ReturnType<typeof startRequestStack>>

export type StartRequestStackParameters = {
  log: Log
  shutdown: Shutdown
  /** Also prepares real proofs; without them every proof is random bytes, and the verifier's code accepts any. */
  withProofs: boolean
}

const AGGREGATOR_ABI = parseAbi(['function aggregator() view returns (address)', 'function push(int256 answer)'])
/** Accepts whatever it is called with: STOP. */
const ACCEPT_ALL: Hex = '0x00'
/** Of a proof of the settlement circuit; proofs of other lengths are refused by the real verifier. */
const PROOF_BYTES = 8_384
const MAKER_COLLATERAL = parseUnits('400', 8)
/** Buys less than all that the makers may offer: some orders cannot be paid for. */
const RESERVE_PAYMENT = parseUnits('25000000', 6)
const ETHER = parseUnits('1000', 18)
const GAS = 15_000_000n

const someMasterKey = (): Hex => bytesToHex(encodePoint(multiplySecretly(GENERATOR, randomScalar())))

const pretendToProve: ProveRound = async () => ({ proof: bytesToHex(randomBytes(PROOF_BYTES)) })

const randomBytes = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  crypto.getRandomValues(bytes)
  return bytes
}

/** Starts the stack, and brings keys and money into the pool; `shutdown` takes it down again. */
export const startRequestStack = async ({ log, shutdown, withProofs }: StartRequestStackParameters) => {
  const { signal } = shutdown
  await buildContracts(log)
  const chain = await startLocalChain({ log, signal })
  shutdown.onShutdown('local chain', () => chain.stop())
  const client = await createClient({ rpcUrl: chain.rpcUrl, pollingIntervalMs: 50 })
  const tools = localClient(chain.rpcUrl)
  const proving = withProofs ? createProve(undefined, signal) : undefined
  proving?.catch(() => undefined)

  const makers = ['maker A', 'maker B', 'maker C'].map(createMember)
  const reserve = createMember('reserve')
  const members: readonly PoolMember[] = [...makers, reserve]
  const platform = createSimulatedPlatform({ now: (await readHead(client)).timestamp })
  const deployerKey = LOCAL_ACCOUNTS.owner.privateKey
  const admitted = members.map(({ account }) => account.address)
  const forwarder = await deployForwarder(client, deployerKey)
  const deployment = await deployContracts({
    rpcUrl: chain.rpcUrl,
    deployerKey,
    config: localDeployConfig(forwarder, simulatedEnclaveConfig(platform), admitted),
    folder: await createRunFolder(path.join(projectRoot, '.local'), shutdown),
    log,
  })
  const pool = deployment.darkPool
  const registered = await startSimulatedEnclave({ client, deployment, platform, log, signal })
  shutdown.onShutdown('simulated enclave', () => registered.stop())
  const keys = new Map(members.map(({ key }) => [commitSlotKey(key), key]))
  const enclave = { signer: registered.signer, sign: registered.sign, keyOf: (commitment: Hex) => keys.get(commitment) }
  const terms = await readPoolTerms(client, { pool })
  const verifierCode = await tools.getCode({ address: terms.proofVerifier })
  if (!verifierCode) throw new Error(`no proof verifier at ${terms.proofVerifier}`)
  const feed = await tools.readContract({
    address: MAINNET.btcUsdFeed,
    abi: AGGREGATOR_ABI,
    functionName: 'aggregator',
  })
  await tools.request({ method: 'anvil_autoImpersonateAccount', params: [true] } as never)
  await tools.setBalance({ address: FIXTURE.feedOperator, value: ETHER })

  /** Resolves once it is mined; a revert is an error. */
  const send = async ({ from, to, data, value = 0n }: StackCall): Promise<void> => {
    const transaction = { from, to, data, value: `0x${value.toString(16)}`, gas: `0x${GAS.toString(16)}` }
    const receipt = (await tools.request({ method: 'eth_sendTransactionSync', params: [transaction] } as never)) as {
      status: Hex
      transactionHash: Hex
    }
    if (receipt.status !== '0x1')
      throw new Error(`${data.slice(0, 10)} of ${from} reverted: ${receipt.transactionHash}`)
  }
  const anyone = LOCAL_ACCOUNTS.transmitter.address
  const close = () => send({ from: anyone, to: pool, data: encodeCloseRound() })
  const pushPrice = () =>
    send({
      from: FIXTURE.feedOperator,
      to: feed,
      data: encodeFunctionData({ abi: AGGREGATOR_ABI, functionName: 'push', args: [FIXTURE.btcUsd] }),
    })
  /** Matches the closed round as the matcher does, with a real proof or with random bytes, and settles it. */
  const settle = async (isProven: boolean): Promise<ReadySettlement> => {
    const code = isProven ? verifierCode : ACCEPT_ALL
    await tools.setCode({ address: terms.proofVerifier, bytecode: code })
    if (isProven && !proving) throw new Error('the stack was started without proofs')
    const proveWith = isProven && proving ? await proving : pretendToProve
    const prove: ProveRound = async (...all) => {
      const made = await proveWith(...all)
      if (size(made.proof) !== PROOF_BYTES) throw new Error(`a proof has ${size(made.proof)} bytes: pretend as many`)
      return made
    }
    const ready = await matchRound({ client, deployment, terms, enclave, prove, signal })
    await send({ from: anyone, to: pool, data: ready.calldata })
    return ready
  }
  /** The next block is not earlier than that, in Unix seconds. */
  const waitUntil = async (timestamp: number): Promise<void> => {
    const { timestamp: now } = await readHead(client)
    if (timestamp > now) await tools.setNextBlockTimestamp({ timestamp: BigInt(timestamp) })
  }
  const closeWhenIdle = async (): Promise<void> => {
    await waitUntil((await readHead(client)).timestamp + terms.idleInterval)
    await close()
  }

  const masterKey = someMasterKey()
  for (const member of members) {
    const { address } = member.account
    const money = member === reserve ? { usdc: 2n * RESERVE_PAYMENT } : { wbtc: 2n * MAKER_COLLATERAL }
    await fundAccount(chain, address, { ...money, eth: ETHER })
    for (const to of [MAINNET.wbtc, MAINNET.usdc]) {
      for (const spender of [pool, MAINNET.swapRouter02]) {
        const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, maxUint256] })
        await send({ from: address, to, data })
      }
    }
    const { slot } = await registerLocalSlot(client, { pool, masterKey, key: member.key, ownerKey: member.privateKey })
    member.slot = slot
  }
  await closeWhenIdle()
  await settle(false)
  for (const { account } of makers) {
    await send({
      from: account.address,
      to: pool,
      data: encodeDeposit({ asset: 'collateral', amount: MAKER_COLLATERAL }),
    })
  }
  await send({
    from: reserve.account.address,
    to: pool,
    data: encodeDeposit({ asset: 'payment', amount: RESERVE_PAYMENT }),
  })
  await closeWhenIdle()
  await settle(false)
  return { chain, client, tools, pool, terms, makers, reserve, send, close, pushPrice, settle, waitUntil }
}

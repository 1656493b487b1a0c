// The reserve's slot in the dark pool, from the treasury's registration to what the real guest makes of it. Settlements are
// composed, signed and sent as in production, but for the proof: its verifier is taken out of this chain, because what is
// tested here is who can read the table. test/offchain/pool proves.
import {
  encodeAbiParameters,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  hexToBytes,
  keccak256,
  numberToHex,
  parseEther,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeCloseRound } from '../../offchain/chain/darkpool/closeRound.ts'
import { encodeDeposit } from '../../offchain/chain/darkpool/deposit.ts'
import { type PoolTerms, readPoolTerms } from '../../offchain/chain/darkpool/readPoolTerms.ts'
import { creDarkPoolAbi, recoveryTreasuryAbi } from '../../offchain/chain/generated.ts'
import { LOCAL_CHAIN_ID, MAINNET } from '../../offchain/chain/mainnet.ts'
import { scanReports } from '../../offchain/chain/scanReports.ts'
import { fundAccount } from '../../offchain/local/chain/fundAccount.ts'
import { impersonate } from '../../offchain/local/chain/impersonate.ts'
import { localClient } from '../../offchain/local/chain/localClient.ts'
import { attestRound, waitForChainTime } from '../../offchain/local/demo/attestRound.ts'
import { matchRound } from '../../offchain/local/pool/matchRound.ts'
import { sendCall } from '../../offchain/local/pool/sendCall.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { LOCAL_SETTINGS } from '../../offchain/local/stack/localSettings.ts'
import { type LocalStack, startLocalStack } from '../../offchain/local/stack/startLocalStack.ts'
import { createLog } from '../../offchain/log.ts'
import { decryptOrder } from '../../offchain/protocol/pool/order.ts'
import { BPS, divideUp } from '../../offchain/protocol/reservePrice.ts'
import { openOrder } from '../../offchain/protocol/sealedOrder.ts'
import { commitSlotKey } from '../../offchain/protocol/slotKey.ts'
import { createTestShutdown } from './testShutdown.ts'

const WBTC = 100_000_000n
const IN_SLOT = 300n * WBTC
// One byte that accepts any call and answers nothing: STOP.
const STOP = '0x00'

describe('the reserve workflow and the slot of the reserve', () => {
  const shutdown = createTestShutdown()
  let stack: LocalStack
  let terms: PoolTerms
  let owed: bigint

  const { workflow } = LOCAL_SETTINGS
  const sender = privateKeyToAccount(LOCAL_ACCOUNTS.transmitter.privateKey)
  const owner = privateKeyToAccount(LOCAL_ACCOUNTS.owner.privateKey)
  const agent = privateKeyToAccount(LOCAL_ACCOUNTS.agent.privateKey)

  beforeAll(async () => {
    stack = await startLocalStack({ log: createLog({ name: 'test', level: 'silent' }), shutdown })
    const { chain, client, deployment } = stack
    terms = await readPoolTerms(client, { pool: deployment.darkPool })
    await localClient(chain.rpcUrl).setCode({ address: deployment.proofVerifier, bytecode: STOP })
    await fundAccount(chain, deployment.treasury, { wbtc: IN_SLOT, eth: parseEther('1') })
    const { totalLiabilities } = await custodian('/reserves')
    owed = BigInt(totalLiabilities) + BigInt(workflow.mintCeiling)
  })
  afterAll(() => shutdown.run())

  const custodian = async (path: string, body?: object): Promise<{ totalLiabilities: string }> => {
    const response = await fetch(`${stack.custodian.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${stack.custodian.apiKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    expect(response.status).toBe(200)
    return (await response.json()) as { totalLiabilities: string }
  }

  /** Has the custodian hold so much less than what the reserve needs to be solvent, and its figures be of now. */
  const holdBelow = async (missing: bigint): Promise<void> => {
    await custodian('/set-reserves', { totalReserve: (owed - missing).toString() })
    const { timestamp } = await stack.client.getBlock()
    await waitForChainTime(stack, timestamp + BigInt(stack.custodianLagSeconds))
  }

  /** The orders of an epoch, opened. */
  const ordersOf = async (epoch: number) => {
    const { client, deployment, reserveSlotKey, agentSealingSecret } = stack
    const ranges = scanReports(client, {
      attestation: deployment.attestation,
      fromBlock: deployment.startBlock,
      toBlock: await client.getBlockNumber({ cacheTime: 0 }),
      rangeBlocks: 1_000n,
      maxRangeBlocks: 1_000n,
    })
    for await (const { reports } of ranges) {
      const report = reports.find((candidate) => candidate.epoch === epoch)
      if (!report) continue
      const { nonce, ciphertext } = report.poolOrder
      const order = decryptOrder(reserveSlotKey, { nonce: BigInt(nonce), ciphertext: BigInt(ciphertext) })
      const small = openOrder({
        agentSecretKey: hexToBytes(agentSealingSecret),
        context: { chainId: BigInt(LOCAL_CHAIN_ID), receiver: deployment.attestation, epoch },
        sealedOrder: report.sealedOrder,
      })
      return { poolOrder: report.poolOrder, wanted: order?.deficit, ...small }
    }
    throw new Error(`no report of epoch ${epoch}`)
  }

  const attest = async (status: 'SOLVENT' | 'INSOLVENT') => {
    const { epoch } = await attestRound(stack, status, status)
    return { epoch, ...(await ordersOf(epoch)) }
  }

  const postKey = async (functionName: 'registerSlot' | 'rotateSlotKey', key: bigint): Promise<void> => {
    // What a vault would open: here nobody asks one.
    const sealedKey: Hex = `0x01${'5e'.repeat(2 * 33 + 2 * 32 + 64 + 16)}`
    const data = encodeFunctionData({ abi: recoveryTreasuryAbi, functionName, args: [commitSlotKey(key), sealedKey] })
    await sendCall(stack.client, owner, { to: stack.deployment.treasury, data })
  }

  /** Closes what waits, as soon as that may be, and settles it. */
  const settle = async (...keys: readonly bigint[]): Promise<void> => {
    const { client, deployment, enclave } = stack
    const pool = deployment.darkPool
    const [{ closedAt }] = await client.readContract({ address: pool, abi: creDarkPoolAbi, functionName: 'lastRound' })
    if (closedAt > 0) await waitForChainTime(stack, BigInt(closedAt + terms.idleInterval))
    await sendCall(client, sender, { to: pool, data: encodeCloseRound() })
    const { calldata } = await matchRound({
      ...{ client, deployment, terms },
      enclave: { ...enclave, keyOf: (commitment) => keys.find((key) => commitSlotKey(key) === commitment) },
      prove: async () => ({ proof: '0x' }),
    })
    await sendCall(client, sender, { to: pool, data: calldata })
  }

  const restoredBy = (missing: bigint): bigint => divideUp(owed * BigInt(workflow.targetBps), BPS) - owed + missing

  it('orders under its key before there is a slot', async () => {
    await holdBelow(200n * WBTC)
    const { spend, wanted } = await attest('INSOLVENT')
    expect(wanted).toBe(0n)
    expect(spend).toBeGreaterThan(0n)
  })

  it('publishes nothing while the slot has a key that it does not know', async () => {
    const otherKey = stack.reserveSlotKey + 1n
    await postKey('registerSlot', otherKey)
    await settle(otherKey)
    const { timestamp } = await stack.client.getBlock()
    const { outcome, txHashes } = await stack.don.fireCron(0, await waitForChainTime(stack, timestamp))
    expect(outcome).toMatchObject({ ok: false, error: { message: 'the reserve could not be checked: no report' } })
    expect(txHashes).toEqual([])
  })

  it('counts what the slot holds, under the key that replaced the other', async () => {
    const { chain, deployment, reserveSlotKey } = stack
    const { darkPool: pool, treasury } = deployment
    await postKey('rotateSlotKey', reserveSlotKey)
    // What trades would bring is put there at once.
    await impersonate(localClient(chain.rpcUrl), treasury, async (send) => {
      const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [pool, IN_SLOT] })
      await send({ to: MAINNET.wbtc, data: approve })
      await send({ to: pool, data: encodeDeposit({ asset: 'collateral', amount: IN_SLOT }) })
    })
    await settle(reserveSlotKey + 1n, reserveSlotKey)
    expect(await attest('SOLVENT')).toMatchObject({ spend: 0n, wanted: 0n })
  })

  it('orders a large deficit from the pool, once, and lets nothing of it out', async () => {
    const { client, deployment, don, reserveSlotKey } = stack
    const missing = 700n * WBTC
    await holdBelow(IN_SLOT + missing)
    const { timestamp } = await client.getBlock()
    const scheduledAt = await waitForChainTime(stack, timestamp)
    const { outcome, transcript } = await don.fireCron(0, scheduledAt)
    expect(outcome).toMatchObject({ ok: true, value: { isSolvent: false } })
    const epoch = Number(scheduledAt)
    const { poolOrder, wanted, spend, salt } = await ordersOf(epoch)
    expect({ wanted, spend }).toEqual({ wanted: restoredBy(missing), spend: 0n })

    const hiddenSpend = keccak256(encodeAbiParameters([{ type: 'uint256' }, { type: 'bytes32' }], [spend, salt]))
    const args = [epoch, poolOrder, hiddenSpend] as const
    const request = encodeFunctionData({ abi: recoveryTreasuryAbi, functionName: 'request', args })
    await sendCall(client, agent, { to: deployment.treasury, data: request })
    expect(await attest('INSOLVENT')).toMatchObject({ spend: 0n, wanted: 0n })
    const more = 700n * WBTC
    await holdBelow(IN_SLOT + missing + more)
    expect(await attest('INSOLVENT')).toMatchObject({ spend: 0n, wanted: more })

    const crossed = transcript.map(({ bytes }) => Buffer.from(bytes))
    const secrets = [reserveSlotKey, wanted ?? 0n, missing, IN_SLOT, owed - IN_SLOT - missing, owed - missing]
    for (const secret of secrets) {
      const words = [32, 16, 8].filter((size) => secret < 2n ** BigInt(8 * size))
      const spellings = [
        ...words.map((size) => Buffer.from(numberToHex(secret, { size }).slice(2), 'hex')),
        Buffer.from(secret.toString()),
        Buffer.from(secret.toString(16)),
      ]
      for (const spelling of spellings) expect(crossed.some((bytes) => bytes.includes(spelling))).toBe(false)
    }
    // The search finds what is there.
    expect(crossed.some((bytes) => bytes.includes(Buffer.from(hexToBytes(poolOrder.ciphertext))))).toBe(true)
  })
})

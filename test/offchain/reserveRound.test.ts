import { getAbiItem, type Hex, hexToBytes, numberToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reserveAttestationAbi } from '../../offchain/chain/generated.ts'
import { readHead } from '../../offchain/chain/readHead.ts'
import { readReserveState } from '../../offchain/chain/readReserveState.ts'
import { scanReports } from '../../offchain/chain/scanReports.ts'
import { attestRound, waitForChainTime } from '../../offchain/local/demo/attestRound.ts'
import { type LocalStack, startLocalStack } from '../../offchain/local/stack/startLocalStack.ts'
import { createLog } from '../../offchain/log.ts'
import { orderDigest } from '../../offchain/protocol/orderDigest.ts'
import { decryptOrder } from '../../offchain/protocol/pool/order.ts'
import type { RecordedReport } from '../../offchain/protocol/recordedReport.ts'
import { openOrder } from '../../offchain/protocol/sealedOrder.ts'
import { encodeSlotKey } from '../../offchain/protocol/slotKey.ts'
import { createTestShutdown } from './testShutdown.ts'

type Books = { totalReserve: string; totalLiabilities: string }

const reportRecorded = getAbiItem({ abi: reserveAttestationAbi, name: 'ReportRecorded' })

/** Every way in which a number is likely to be written. */
const spellings = (value: bigint): Buffer[] => [
  Buffer.from(value.toString()),
  Buffer.from(value.toString(16)),
  Buffer.from(numberToHex(value, { size: 32 }).slice(2), 'hex'),
  Buffer.from(numberToHex(value, { size: 16 }).slice(2), 'hex'),
  Buffer.from(numberToHex(value, { size: 8 }).slice(2), 'hex'),
  Buffer.from(numberToHex(value, { size: 8 }).slice(2), 'hex').reverse(),
]

describe('the reserve workflow on the simulated DON', () => {
  const shutdown = createTestShutdown()
  let stack: LocalStack

  beforeAll(async () => {
    stack = await startLocalStack({ log: createLog({ name: 'test', level: 'silent' }), shutdown })
  })
  afterAll(() => shutdown.run())

  const custodian = async (path: string, body?: object): Promise<Response> =>
    fetch(`${stack.custodian.url}${path}`, {
      method: body || path === '/toggle' ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${stack.custodian.apiKey}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : path === '/toggle' ? '{}' : undefined,
    })

  const settle = async () => {
    const { timestamp } = await stack.client.getBlock()
    await waitForChainTime(stack, timestamp + BigInt(stack.custodianLagSeconds))
  }

  const latestState = async () =>
    readReserveState(stack.client, { ...stack.deployment, block: await readHead(stack.client) })

  const ordersOf = async (epoch: number) => {
    const ranges = scanReports(stack.client, {
      attestation: stack.deployment.attestation,
      fromBlock: stack.deployment.startBlock,
      toBlock: await stack.client.getBlockNumber({ cacheTime: 0 }),
      rangeBlocks: 1_000n,
      maxRangeBlocks: 1_000n,
    })
    let orders: RecordedReport | undefined
    for await (const { reports } of ranges) orders ??= reports.find((report) => report.epoch === epoch)
    if (!orders) throw new Error(`no report of epoch ${epoch}`)
    const { spend, salt } = openOrder({
      agentSecretKey: hexToBytes(stack.agentSealingSecret),
      context: { chainId: 31337n, receiver: stack.deployment.attestation, epoch },
      sealedOrder: orders.sealedOrder,
    })
    expect(orderDigest(orders.poolOrder, spend, salt)).toBe(orders.orderDigest)
    return { ...orders, spend, salt }
  }

  /** A round that must publish nothing; returns its error. */
  const failingRound = async (): Promise<string> => {
    const before = await stack.client.getLogs({
      address: stack.deployment.attestation,
      event: reportRecorded,
      fromBlock: stack.deployment.startBlock,
    })
    const { outcome, txHashes } = await stack.don.fireCron(
      0,
      await waitForChainTime(stack, BigInt((await latestState()).epoch)),
    )
    expect(outcome.ok).toBe(false)
    expect(txHashes).toEqual([])
    const after = await stack.client.getLogs({
      address: stack.deployment.attestation,
      event: reportRecorded,
      fromBlock: stack.deployment.startBlock,
    })
    expect(after.length).toBe(before.length)
    return outcome.ok ? '' : outcome.error.message
  }

  it('orders nothing while healthy, in bytes that look like any other order', async () => {
    const { epoch } = await attestRound(stack, 'healthy', 'SOLVENT')
    const { spend, sealedOrder, poolOrder } = await ordersOf(epoch)
    expect(spend).toBe(0n)
    const sealed = { nonce: BigInt(poolOrder.nonce), ciphertext: BigInt(poolOrder.ciphertext) }
    expect(decryptOrder(stack.reserveSlotKey, sealed)?.deficit).toBe(0n)
    for (const word of [...sealedOrder, poolOrder.ciphertext] as Hex[]) {
      expect(new Set(hexToBytes(word)).size).toBeGreaterThan(16)
    }
  })

  it('lets neither figures nor secrets out of the simulated enclave, whatever it decides', async () => {
    await custodian('/toggle')
    await settle()
    const books = (await (await custodian('/reserves')).json()) as Books
    const scheduledAt = await waitForChainTime(stack, BigInt((await latestState()).epoch))
    const { outcome, transcript } = await stack.don.fireCron(0, scheduledAt)
    expect(outcome.ok).toBe(true)
    const { spend, salt } = await ordersOf(Number(scheduledAt))
    expect(spend).toBeGreaterThan(0n)

    const secrets = [
      Buffer.from(stack.custodian.apiKey),
      Buffer.from(salt.slice(2), 'hex'),
      ...spellings(BigInt(books.totalReserve)),
      ...spellings(BigInt(books.totalLiabilities)),
      ...spellings(BigInt(books.totalReserve) - BigInt(books.totalLiabilities)),
      ...spellings(spend),
      Buffer.from(encodeSlotKey(stack.reserveSlotKey)),
    ]
    expect(transcript.length).toBeGreaterThan(3)
    const crossed = transcript.map(({ bytes }) => Buffer.from(bytes))
    // The search works: what is public is found.
    const attestation = Buffer.from(hexToBytes(stack.deployment.attestation))
    expect(crossed.some((bytes) => bytes.includes(attestation))).toBe(true)
    for (const secret of secrets) expect(crossed.some((bytes) => bytes.includes(secret))).toBe(false)
    await custodian('/toggle')
    await settle()
  })

  it('tolerates one offline node, and publishes nothing with two', async () => {
    stack.don.setFault(3, 'offline')
    await attestRound(stack, 'one offline', 'SOLVENT')
    stack.don.setFault(2, 'offline')
    expect(await failingRound()).toMatch(/quorum/)
    stack.don.setFault(2, null)
    stack.don.setFault(3, null)
  })

  it.each([
    ['liabilities of zero', { totalLiabilities: 0 }],
    ['an absurd reserve', { totalReserve: (2n ** 95n).toString() }],
  ])('decides about %s without saying what it saw', async (_what, books) => {
    const { totalReserve, totalLiabilities } = (await (await custodian('/reserves')).json()) as Books
    expect((await custodian('/set-reserves', books)).status).toBe(200)
    await settle()
    if ('totalLiabilities' in books) expect(await failingRound()).toMatch(/the reserve could not be checked: no report/)
    else await attestRound(stack, 'absurd', 'SOLVENT')
    expect((await custodian('/set-reserves', { totalReserve, totalLiabilities })).status).toBe(200)
    await settle()
  })

  it('publishes nothing, with one constant error, when the custodian is gone', async () => {
    const { epoch } = await attestRound(stack, 'last', 'SOLVENT')
    await stack.custodian.stop()
    expect(await failingRound()).toMatch(/the reserve could not be checked: no report$/)
    expect((await latestState()).epoch).toBe(epoch)
  })
})

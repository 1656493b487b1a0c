// One round, no faults: the handlers' capabilities against a real chain, the real KeystoneForwarder and a real HTTP server.
import {
  concat,
  decodeAbiParameters,
  decodeFunctionData,
  getAddress,
  type Hex,
  keccak256,
  parseEventLogs,
  recoverAddress,
  size,
  slice,
} from 'viem'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { keystoneForwarderAbi } from '../../offchain/chain/generated.ts'
import type { Round } from '../../offchain/local/don/round.ts'
import type { SimulatedDon } from '../../offchain/local/don/simulatedDon.ts'
import { HANDLERS, owner, readArtifact, startAnvil, startWorld, type World } from './donHarness.ts'

let world: World
let don: SimulatedDon
let seconds = 1_760_000_000n

const fire = (handler: number): Promise<Round> => don.fireCron(handler, seconds++)

const delivered = async (round: Round) => {
  const [hash] = round.txHashes
  if (!hash) throw new Error('the round sent no transaction')
  const [receipt, transaction] = await Promise.all([
    world.anvil.client.getTransactionReceipt({ hash }),
    world.anvil.client.getTransaction({ hash }),
  ])
  const [event] = parseEventLogs({
    abi: keystoneForwarderAbi,
    eventName: 'ReportProcessed',
    logs: receipt.logs,
  }).filter(({ address }) => getAddress(address) === getAddress(world.forwarder))
  const { args } = decodeFunctionData({ abi: keystoneForwarderAbi, data: transaction.input })
  return { event, args: args as readonly [Hex, Hex, Hex, readonly Hex[]], status: receipt.status }
}

beforeAll(async () => {
  world = await startWorld()
  don = await world.startDon()
})

afterAll(async () => {
  // Either is missing if starting it failed.
  await don?.stop()
  await world?.stop()
})

describe('startSimulatedDon', () => {
  it('subscribes what the workflow declares', () => {
    expect(don.subscriptions).toHaveLength(14)
    expect(don.subscriptions[HANDLERS.compareInTee]).toEqual({
      capabilityId: 'cron-trigger@1.0.0',
      inTee: true,
      hasPreHook: false,
      schedule: '0 */5 * * * *',
    })
    expect(don.subscriptions[HANDLERS.compareOnNodes]?.inTee).toBe(false)
  })

  it('refuses a chain that is not local', async () => {
    const mainnet = await startAnvil(1)
    const chain = {
      rpcUrl: mainnet.rpcUrl,
      forwarder: world.forwarder,
      chainSelector: 1n,
      transmitterKey: '0x01' as Hex,
    }
    await expect(world.startDon({ chain })).rejects.toThrow(/chain 31337 only.*is chain 1/)
    await mainnet.stop()
  })

  it.each([
    { nodes: 3, faultTolerance: 1 },
    { nodes: 4, faultTolerance: 2 },
    { nodes: 4, faultTolerance: 0 },
  ])('refuses $nodes nodes for $faultTolerance faults', async (sizes) => {
    await expect(world.startDon(sizes)).rejects.toThrow(/cannot tolerate/)
  })

  it('refuses a configuration the workflow cannot read', async () => {
    await expect(world.startDon({ config: Buffer.from('not json') })).rejects.toThrow(/the workflow does not start/)
  })
})

describe('a TEE handler', () => {
  it('reads the chain, has the report signed and delivers it', async () => {
    const before = await world.reports()
    const hits = world.custodian.hits('/')
    const round = await fire(HANDLERS.compareInTee)
    expect(round.outcome).toEqual({ ok: true, value: { txSucceeded: true, receiverStatus: 0, before } })
    expect(await world.reports()).toBe(before + 1n)
    expect(world.custodian.hits('/')).toBe(hits + 1)
    expect(round.stats.memoryBytes).toBeGreaterThan(1_000_000)
  })

  it('reads the logs of one contract in one block', async () => {
    const { txHashes } = await fire(HANDLERS.compareInTee)
    const receipt = await world.anvil.client.getTransactionReceipt({ hash: txHashes[0] as Hex })
    const own = receipt.logs.filter(({ address }) => getAddress(address) === getAddress(world.receiver))
    const readingOf = async (block: bigint) => {
      const reader = await world.startDon({ config: world.configFor(block) })
      const { outcome, transcript } = await reader.fireCron(HANDLERS.readLogs, seconds++)
      await reader.stop()
      return { outcome, crossed: transcript.map(({ kind }) => kind) }
    }
    expect(own.length).toBeGreaterThan(0)
    expect(own.length).toBeLessThan(receipt.logs.length)
    expect(await readingOf(receipt.blockNumber)).toEqual({
      outcome: { ok: true, value: own.map(({ topics, data }) => [...topics, data].join()) },
      crossed: ['capability', 'result'],
    })
    // In which the forwarder was deployed.
    expect(await readingOf(1n)).toMatchObject({ outcome: { ok: true, value: [] } })
    expect(await readingOf(0n)).toMatchObject({
      outcome: { ok: false, error: { message: expect.stringMatching(/block number 0 is not supported/) } },
    })
  })

  it('carries exactly f + 1 signatures of different nodes over the report', async () => {
    const { event, args } = await delivered(await fire(HANDLERS.compareInTee))
    const [receiver, rawReport, reportContext, signatures] = args
    expect(event?.args.result).toBe(true)
    expect(getAddress(receiver)).toBe(getAddress(world.receiver))
    const digest = keccak256(concat([keccak256(rawReport), reportContext]))
    const signers = await Promise.all(
      signatures.map((signature) => {
        expect(['0x00', '0x01']).toContain(slice(signature, 64))
        const yParity = Number(slice(signature, 64))
        return recoverAddress({
          hash: digest,
          signature: { r: slice(signature, 0, 32), s: slice(signature, 32, 64), yParity },
        })
      }),
    )
    expect(signers).toEqual(don.signers.slice(0, 2))
  })

  it('writes the workflow into the report as the receiver checks it', async () => {
    const { args } = await delivered(await fire(HANDLERS.compareInTee))
    const [, rawReport] = args
    expect(slice(rawReport, 0, 1)).toBe('0x01')
    expect(slice(rawReport, 45, 77)).toBe(don.workflowId)
    expect(slice(rawReport, 77, 87)).toBe(don.workflowNameHash)
    expect(getAddress(slice(rawReport, 87, 107))).toBe(owner.address)
    expect(size(rawReport)).toBe(109 + 64)
    const { abi } = await readArtifact('RecordingReceiver')
    const metadata = await world.anvil.client.readContract({ address: world.receiver, abi, functionName: 'metadata' })
    expect(metadata).toBe(slice(rawReport, 45, 109))
    const [solvent] = decodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], slice(rawReport, 109))
    expect(solvent).toBe(1n)
  })

  it('cannot deliver the report of one cron time twice', async () => {
    const scheduledAt = new Date(Number(seconds++) * 1000)
    const first = await don.fireCron(HANDLERS.compareInTee, scheduledAt)
    const second = await don.fireCron(HANDLERS.compareInTee, scheduledAt)
    expect(second.executionId).toBe(first.executionId)
    expect(first.outcome).toMatchObject({ ok: true, value: { txSucceeded: true } })
    expect(second.outcome).toMatchObject({ ok: true, value: { txSucceeded: false, receiverStatus: 'absent' } })
    expect((await delivered(second)).status).toBe('reverted')
  })

  it('says which secret is missing and asks nobody', async () => {
    const poor = await world.startDon({ secrets: {} })
    const hits = world.custodian.hits('/')
    const round = await poor.fireCron(HANDLERS.compareInTee, seconds++)
    await poor.stop()
    expect(round.outcome).toMatchObject({ ok: false, error: { message: expect.stringMatching(/RESERVE_API_KEY/) } })
    expect(world.custodian.hits('/')).toBe(hits)
  })

  it('ends a guest that exhausts its memory, and the next round works', async () => {
    const round = await fire(HANDLERS.allocate)
    expect(round.outcome).toMatchObject({ ok: false })
    expect(round.stats.memoryBytes).toBeLessThanOrEqual(100 * 1024 * 1024)
    expect((await fire(HANDLERS.compareInTee)).outcome.ok).toBe(true)
  })
})

describe('a handler on the nodes', () => {
  it('observes on every node and publishes once', async () => {
    const [before, hits] = [await world.reports(), world.custodian.hits('/public')]
    const round = await fire(HANDLERS.compareOnNodes)
    expect(round.outcome).toMatchObject({ ok: true, value: { txSucceeded: true, receiverStatus: 0 } })
    expect(round.txHashes).toHaveLength(1)
    expect(round.transcript).toEqual([])
    expect(await world.reports()).toBe(before + 1n)
    expect(world.custodian.hits('/public') - hits).toBeGreaterThanOrEqual(3)
  })

  it('lets a node that asks after the quorum was reached finish too', async () => {
    const published = new Set<string>()
    const log = (source: string, text: string) => void (text === 'published' && published.add(source))
    const watched = await world.startDon({ log, workflow: { name: 'watched', owner: owner.address } })
    const { outcome } = await watched.fireCron(HANDLERS.compareOnNodes, seconds++)
    expect(outcome.ok).toBe(true)
    await vi.waitFor(() => expect(published.size).toBe(4))
    await watched.stop()
  })

  it('agrees on the median of different observations', async () => {
    const first = world.custodian.hits('/public') + 1
    const { outcome } = await fire(HANDLERS.medianOnNodes)
    expect(outcome.ok).toBe(true)
    const median = outcome.ok ? Number(outcome.value) - 800_000 : 0
    // Four nodes observe, and one of an earlier round may still be at it.
    expect(median).toBeGreaterThanOrEqual(first)
    expect(median).toBeLessThanOrEqual(first + 4)
  })

  it('asks once through confidential HTTP, with the secret filled in', async () => {
    const hits = world.custodian.hits('/')
    const round = await fire(HANDLERS.compareWithConfidentialHttp)
    expect(round.outcome).toMatchObject({ ok: true, value: { txSucceeded: true } })
    expect(world.custodian.hits('/')).toBe(hits + 1)
  })

  it('learns that the receiver reverted although the transaction succeeded', async () => {
    const before = await world.reports()
    const round = await fire(HANDLERS.publishRefused)
    expect(round.outcome).toMatchObject({ ok: true, value: { txSucceeded: true, receiverStatus: 1 } })
    const { event, status } = await delivered(round)
    expect([status, event?.args.result]).toEqual(['success', false])
    expect(await world.reports()).toBe(before)
  })

  it('names a chain method that is not supported', async () => {
    const { outcome } = await fire(HANDLERS.askUnsupported)
    expect(outcome).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/BalanceAt is not supported/) },
    })
  })

  it('reads a chain as often as production lets one execution', async () => {
    const { outcome } = await fire(HANDLERS.readTooOften)
    expect(outcome).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/read 16 of one execution exceeds ChainRead.CallLimit, 15/) },
    })
  })

  it('refuses a handler that does not exist', async () => {
    await expect(don.fireCron(99, 0n)).rejects.toThrow(/handler 99 does not exist; there are 14/)
  })

  it('runs concurrent rounds one after another', async () => {
    const before = await world.reports()
    const handlers = [HANDLERS.compareInTee, HANDLERS.compareOnNodes, HANDLERS.compareInTee]
    const rounds = await Promise.all(handlers.map(fire))
    expect(rounds.map(({ outcome }) => outcome.ok && outcome.value)).toMatchObject(
      [0n, 1n, 2n].map((i) => ({ before: before + i, receiverStatus: 0 })),
    )
  })
})

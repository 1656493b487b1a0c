import type { Hex } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Agent } from '../../../offchain/agent/agent.ts'
import {
  type CollateralKeeper,
  type CreateKeeperParameters,
  createKeeper,
} from '../../../offchain/agent/collateral/collateralKeeper.ts'
import { describeCollateral } from '../../../offchain/agent/collateral/describeCollateral.ts'
import { type SourceWatch, watchSource } from '../../../offchain/agent/collateral/watchSource.ts'
import { startKeeper } from '../../../offchain/agent/commands/startKeeper.ts'
import { createAgentHealth } from '../../../offchain/agent/operations/agentHealth.ts'
import { runAgent } from '../../../offchain/agent/runAgent.ts'
import type { Wallet } from '../../../offchain/agent/wallets/wallet.ts'
import {
  type CollateralStores,
  collateralCall,
  collateralCalls,
} from '../../../offchain/chain/collateral/collateralCalls.ts'
import { readCollateralState } from '../../../offchain/chain/collateral/readCollateralState.ts'
import { tcbStoreAbi } from '../../../offchain/chain/generated.ts'
import { readHead } from '../../../offchain/chain/readHead.ts'
import type { AgentSettings } from '../../../offchain/config.ts'
import type { CollateralSource } from '../../../offchain/enclave/collateral/collateralSource.ts'
import { dateDocument } from '../../../offchain/enclave/collateral/dateDocument.ts'
import type { DatedDocument } from '../../../offchain/enclave/collateral/datedDocument.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import { createLog } from '../../../offchain/log.ts'
import { nameSubject, REFRESH_POLICY } from '../../../offchain/protocol/collateralPolicy.ts'
import { listDocuments } from '../../../offchain/protocol/tdx/collateralDocument.ts'
import { type AgentHarness, startAgentHarness } from '../agentHarness.ts'
import { deployStores, sendAsOwner } from './deployStores.ts'
import { startFakePccs } from './fakePccs.ts'
import { type SimulatedDocuments, type SimulatedVersion, simulatedDocuments } from './simulatedDocuments.ts'

const DAY = 86_400
/** 100,000 USDC: a small order for the local pool. */
const SPEND = 100_000_000_000n
const log = createLog({ name: 'collateral test', level: 'silent' })

/** Signs for real, and loses what it should send. */
const mute = (wallet: Wallet): Wallet => ({ ...wallet, broadcast: async () => undefined })

describe('an agent that keeps the collateral on chain fresh', () => {
  let harness: AgentHarness
  let simulated: SimulatedDocuments
  let stores: CollateralStores
  let now: number

  beforeAll(async () => {
    harness = await startAgentHarness()
    await harness.mine(70)
  })
  afterAll(() => harness.stop())
  beforeEach(async () => {
    stores = await deployStores(harness.client)
    now = Number((await harness.client.getBlock()).timestamp)
    simulated = simulatedDocuments(now)
  })

  const documentsOf = (version: SimulatedVersion): readonly DatedDocument[] =>
    listDocuments(simulated.collateral(version)).map(dateDocument)
  const watching = (offered: readonly DatedDocument[]): SourceWatch => ({ offered, failingSince: undefined })
  const keeperOf = (watch: SourceWatch, changes: Partial<CreateKeeperParameters> = {}): CollateralKeeper =>
    createKeeper({
      stores,
      fmspcs: [simulated.platform.fmspc],
      policy: REFRESH_POLICY,
      lookEverySeconds: 0,
      watch,
      search: { found: undefined, isFailing: false },
      ...changes,
    })
  const agentThatKeeps = async (version: SimulatedVersion, options: Partial<Agent> = {}) =>
    harness.agent({ collateralKeeper: keeperOf(watching(documentsOf(version))), ...options })
  const offering = (agent: Agent, version: SimulatedVersion): Agent => {
    return { ...agent, collateralKeeper: keeperOf(watching(documentsOf(version))) }
  }
  const passes = async (agent: Agent, count: number) => {
    const outcomes: string[] = []
    for (let pass = 0; pass < count; pass++) {
      if (pass > 0) await harness.mine(1)
      const outcome = await harness.reconcile(agent)
      outcomes.push(outcome.action === 'waited' ? 'waited' : `${outcome.action} ${outcome.kind}`)
    }
    return outcomes
  }
  /** The stores as somebody else left them. */
  const fill = async (version: SimulatedVersion) => {
    for (const call of collateralCalls(stores, simulated.collateral(version))) await sendAsOwner(harness.client, call)
  }
  const submissions = async ({ journal }: Agent) =>
    (await journal.actions()).filter(({ kind }) => kind === 'collateral')
  const held = async () => {
    const { fmspc, pckAuthority } = simulated.platform
    const block = await readHead(harness.client)
    const stored = await readCollateralState(harness.client, {
      stores,
      fmspcs: [fmspc],
      authorities: [pckAuthority],
      block,
    })
    return Object.fromEntries(stored.map(({ subject, version }) => [subject.kind, version?.issuedAt]))
  }
  const all = (issuedAt: number | undefined) => {
    return { rootCrl: issuedAt, pckCrl: issuedAt, tcbInfo: issuedAt, qeIdentity: issuedAt }
  }
  const nonceOf = () => harness.client.getTransactionCount({ address: LOCAL_ACCOUNTS.agent.address })

  it('fills empty stores in order, one transaction each, and is then quiet', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    expect(await held()).toEqual(all(undefined))
    const nonce = await nonceOf()
    const outcomes = await passes(agent, 12)
    expect(outcomes.filter((outcome) => outcome === 'sent collateral')).toHaveLength(4)
    expect(outcomes.slice(-3)).toEqual(['waited', 'waited', 'waited'])
    expect(await held()).toEqual(all(now - 3_600))
    expect(await nonceOf()).toBe(nonce + 4)
    const done = (await submissions(agent)).toReversed()
    expect(done.map(({ mechanism }) => mechanism.split(' ')[0])).toEqual(['rootCrl', 'pckCrl', 'tcbInfo', 'qeIdentity'])
    expect(done.every(({ state, amount }) => ['mined', 'confirmed'].includes(state) && amount === 0n)).toBe(true)
  })

  it('submits nothing twice: not after a restart, not for what is newer by a day, not by a second agent', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    await passes(agent, 10)
    const nonce = await nonceOf()
    await passes(offering(agent, { issuedAt: now - 3_600 }), 2)
    await passes(offering(agent, { issuedAt: now - 60 }), 2)
    await passes(await agentThatKeeps({ issuedAt: now - 3_600 }), 2)
    expect(await nonceOf()).toBe(nonce)
    expect(await submissions(agent)).toHaveLength(4)
  })

  it('replaces what lapses within the lead time, and leaves alone what does not', async () => {
    const agent = await harness.agent()
    await fill({ issuedAt: now - 19 * DAY })
    await passes(offering(agent, { issuedAt: now - 60 }), 2)
    expect(await held()).toEqual(all(now - 19 * DAY))
    // Another pair of stores, whose documents have ten days left.
    stores = await deployStores(harness.client)
    const late = await harness.agent()
    await fill({ issuedAt: now - 20 * DAY - 60 })
    await passes(offering(late, { issuedAt: now - 60 }), 10)
    expect(await held()).toEqual(all(now - 60))
  })

  it('submits a new revocation and a new evaluation at once', async () => {
    const agent = await harness.agent()
    await fill({ issuedAt: now - 7_200, revoked: [1n] })
    await passes(offering(agent, { issuedAt: now - 3_600, revoked: [1n] }), 3)
    expect(await held()).toEqual(all(now - 7_200))
    await passes(offering(agent, { issuedAt: now - 1_800, revoked: [1n, 2n] }), 3)
    expect(await held()).toEqual({ ...all(now - 7_200), pckCrl: now - 1_800 })
    await passes(offering(agent, { issuedAt: now - 900, revoked: [1n, 2n], evaluationNumber: 18 }), 5)
    expect(await held()).toEqual({
      rootCrl: now - 7_200,
      pckCrl: now - 1_800,
      tcbInfo: now - 900,
      qeIdentity: now - 900,
    })
  })

  it.each([
    ['an older document', { issuedAt: -3 * DAY }],
    ['a rollback of the evaluation', { issuedAt: -60, evaluationNumber: 16 }],
    ['a document from the future', { issuedAt: DAY }],
    ['an expired document', { issuedAt: -31 * DAY }],
  ])('sends nothing for %s', async (_name, { issuedAt, ...version }) => {
    // Close to lapsing, so that anything newer would be welcome.
    const agent = await harness.agent()
    await fill({ issuedAt: now - 2 * DAY, days: 5 })
    const nonce = await nonceOf()
    const offered = documentsOf({ issuedAt: now + issuedAt, ...version })
    const signed = offered.filter(({ subject }) => subject.kind === 'tcbInfo' || subject.kind === 'qeIdentity')
    await passes({ ...agent, collateralKeeper: keeperOf(watching(signed)) }, 3)
    expect(await nonceOf()).toBe(nonce)
    expect(await held()).toEqual(all(now - 2 * DAY))
  })

  it('pays nothing for what the store refuses, tries it rarely, and goes on to the next document', async () => {
    const honest = documentsOf({ issuedAt: now - 3_600 })
    const forged = honest.map((one): DatedDocument => {
      const { document } = one
      if (document.kind !== 'tcbInfo') return one
      const signature = { ...document.signed.signature, r: document.signed.signature.s }
      return { ...one, document: { ...document, signed: { ...document.signed, signature } } }
    })
    const keeper = keeperOf(watching(forged))
    const agent = await harness.agent({ collateralKeeper: keeper })
    const nonce = await nonceOf()
    await passes(agent, 12)
    expect(await held()).toEqual({ ...all(now - 3_600), tcbInfo: undefined })
    expect(await nonceOf()).toBe(nonce + 3)
    expect(keeper.refusedUntil.size).toBe(1)
    const { calls, client } = countCalls(agent)
    await passes({ ...agent, client }, 2)
    expect(calls.filter((method) => method === 'call')).toEqual([])
  })

  it('is not kept from the other documents by one that it cannot submit', async () => {
    const wallet = harness.localWallet()
    const [rootCrl, ...others] = documentsOf({ issuedAt: now - 3_600 })
    const prepare: Wallet['prepare'] = async (call, options) => {
      if (call.data === collateralCall(stores, (others[1] ?? expect.fail()).document).data)
        throw new Error('too much gas')
      return wallet.prepare(call, options)
    }
    const malformed = { ...rootCrl, revoked: [2n ** 200n], version: { ...rootCrl?.version, issuedAt: now - 60 } }
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 }, { wallet: { ...wallet, prepare } })
    await passes(agent, 10)
    expect(await held()).toEqual({ ...all(now - 3_600), tcbInfo: undefined })
    expect(agent.collateralKeeper?.problem).toEqual({ kind: 'other', reason: 'too much gas' })
    const offered = [malformed as DatedDocument, ...documentsOf({ issuedAt: now - 1_800 }).slice(2)]
    await passes({ ...agent, wallet, collateralKeeper: keeperOf(watching(offered)) }, 10)
    expect(await held()).toMatchObject({ tcbInfo: now - 1_800 })
  })

  it('signs one submission at a time, also when it cannot be broadcast', async () => {
    const wallet = harness.localWallet()
    const broadcast = async () => Promise.reject(new Error('nobody listens'))
    const agent = await agentThatKeeps({ issuedAt: now - 21 * DAY })
    await passes(agent, 10)
    // All four are due.
    await harness.reconcile(offering({ ...agent, wallet: { ...wallet, broadcast } }, { issuedAt: now - 60 }))
    expect((await submissions(agent)).filter(({ state }) => state === 'intended')).toHaveLength(1)
  })

  it.each([
    ['a few that are revoked already', 1],
    ['thousands', 13_000],
  ])('asks about no serial number of a CRL that nobody signed, with %s, and tries it rarely', async (_name, count) => {
    const agent = await agentThatKeeps({ issuedAt: now - 7_200, revoked: [1n] })
    await passes(agent, 10)
    const revoked = Array.from({ length: count }, (_, index) => BigInt(index + 1))
    const forged = documentsOf({ issuedAt: now - 3_600 }).map((one): DatedDocument => {
      if (one.document.kind !== 'pckCrl') return one
      const flipped = one.document.crl.endsWith('0') ? '1' : '0'
      return {
        ...one,
        revoked,
        document: { ...one.document, crl: `${one.document.crl.slice(0, -1) as Hex}${flipped}` },
      }
    })
    const { calls, client } = countCalls(agent)
    const keeper = keeperOf(watching(forged))
    await passes({ ...agent, client, collateralKeeper: keeper }, 3)
    expect(calls.filter((method) => method === 'call')).toHaveLength(1)
    expect(calls).not.toContain('isRevoked')
    expect([keeper.refusedUntil.size, keeper.comparedCrls.size]).toEqual([1, 0])
    // The forger wrote the dates of the real one, which is taken nevertheless.
    const real = documentsOf({ issuedAt: now - 3_600, revoked: [1n, 2n] })
    const corrected = { ...keeper, watch: watching(real) }
    await passes({ ...agent, collateralKeeper: corrected }, 3)
    expect(await held()).toMatchObject({ pckCrl: now - 3_600 })
    expect(keeper.refusedUntil.size).toBe(0)
  })

  it('ends the pass when it is the journal that fails', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    const lost = () => Promise.reject(new Error('the journal is gone'))
    const journal = { ...agent.journal, openActions: agent.journal.openActions, saveAction: lost, probe: lost }
    await expect(harness.reconcile({ ...agent, journal })).rejects.toThrow('the journal is gone')
  })

  it('replenishes although a submission is stuck, in its place', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    const muted = { ...agent, wallet: mute(agent.wallet) }
    expect(await passes(muted, 1)).toEqual(['sent collateral'])
    await harness.fund(LOCAL_ACCOUNTS.agent.address, 1_000n)
    const replenish = { target: 10n ** 15n, step: 100n, intervalSeconds: 3_600 }
    expect(await passes({ ...muted, replenish }, 1)).toEqual(['sent replenish'])
    const [stuck] = await submissions(agent)
    const [topUp] = (await agent.journal.openActions()).filter(({ kind }) => kind === 'replenish')
    expect(topUp?.transactions[0]?.nonce).toBe(stuck?.transactions[0]?.nonce)
    // Pushed again it would outbid what took its nonce.
    await passes({ ...agent, replenish }, 3)
    expect(await agent.journal.action('replenish', topUp?.id ?? 0)).toMatchObject({ state: 'mined' })
    expect((await agent.journal.action('replenish', topUp?.id ?? 0))?.transactions).toHaveLength(1)
  })

  it('charges no attempt to a heal whose nonce a submission took', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    const frugal = { ...agent, healPolicy: { ...agent.healPolicy, maxAttempts: 1 } }
    const muted = { ...frugal, wallet: mute(frugal.wallet) }
    expect(await passes(muted, 1)).toEqual(['sent collateral'])
    const [submission] = await submissions(agent)
    const epoch = await harness.report({ spend: SPEND })
    expect(await passes(muted, 1)).toEqual(['sent heal'])
    const [first] = (await agent.journal.action('heal', epoch))?.transactions ?? []
    expect(first?.nonce).toBe(submission?.transactions[0]?.nonce)
    // A block builder that never saw the heal.
    await agent.wallet.broadcast(submission?.transactions[0]?.rawTransaction ?? '0x')
    await harness.mine(1)
    expect(await passes(frugal, 4)).toContain('sent heal')
    expect((await agent.journal.action('heal', epoch))?.state).toBe('mined')
  })

  const countCalls = ({ client }: Agent) => {
    const calls: string[] = []
    const counted = new Proxy(client, {
      get(target, property: keyof typeof client) {
        if (property === 'readContract') {
          return (parameters: Parameters<typeof client.readContract>[0]) => {
            calls.push(parameters.functionName)
            return target.readContract(parameters)
          }
        }
        calls.push(String(property))
        return target[property]
      },
    })
    return { calls, client: counted }
  }

  it('heals first, and lets nothing else wait in front of the heal', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    const outcomes = await passes(agent, 3)
    expect(outcomes[0]).toBe('sent heal')
    expect(outcomes).toContain('sent collateral')
    expect((await agent.journal.action('heal', epoch))?.state).toBe('mined')
  })

  it('lets a heal outbid a submission that is stuck, and submits the document afterwards', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    const muted = { ...agent, wallet: mute(agent.wallet) }
    expect(await passes(muted, 3)).toEqual(['sent collateral', 'waited', 'waited'])
    const [stuck] = await submissions(agent)
    const waiting = stuck?.transactions[0]
    const epoch = await harness.report({ spend: SPEND })
    expect(await passes(muted, 1)).toEqual(['sent heal'])
    const heal = await agent.journal.action('heal', epoch)
    expect(heal?.transactions[0]?.nonce).toBe(waiting?.nonce)
    expect(heal?.transactions[0]?.maxFeePerGas).toBeGreaterThan(((waiting?.maxFeePerGas ?? 0n) * 110n) / 100n)
    await passes(agent, 2)
    expect((await agent.journal.action('heal', epoch))?.state).toBe('mined')
    await passes(agent, 10)
    expect(await held()).toEqual(all(now - 3_600))
    const later = await agent.journal.action('collateral', stuck?.id ?? 0)
    expect(later?.transactions.map(({ nonce }) => nonce)).toEqual([waiting?.nonce, (waiting?.nonce ?? 0) + 1])
  })

  it('offers at most half of the fee cap, so that a heal always has room above it', async () => {
    const { maxFeePerGas } = await harness.client.estimateFeesPerGas()
    const tight = await agentThatKeeps(
      { issuedAt: now - 3_600 },
      { wallet: harness.localWallet({ maxFeePerGas: (maxFeePerGas * 3n) / 2n }) },
    )
    expect(await passes(tight, 2)).toEqual(['waited', 'waited'])
    expect(tight.collateralKeeper?.problem).toEqual({
      kind: 'unaffordable',
      reason: expect.stringMatching(/above half of MAX_FEE_GWEI/),
    })
    await harness.report({ spend: SPEND })
    expect((await passes(tight, 1))[0]).toBe('sent heal')
  })

  it('gives up a version that keeps reverting, and spends none of the heals’ retry budget on it', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    await passes({ ...agent, wallet: mute(agent.wallet) }, 1)
    const [action] = await submissions(agent)
    if (!action?.transactions[0]) throw new Error('nothing was signed')
    const reverted = [0, 1].map((nonce) => {
      return { ...action.transactions[0], nonce, reverted: true, txHash: `0x${`0${nonce}`.repeat(32)}` as const }
    }) as typeof action.transactions
    await agent.journal.saveAction({ ...action, state: 'failed', transactions: [...action.transactions, ...reverted] })
    const rest = await passes(agent, 10)
    expect(rest).not.toContain('sent heal')
    expect((await held()).rootCrl).toBeUndefined()
    expect((await agent.journal.action('collateral', action.id))?.transactions).toHaveLength(3)
    await harness.report({ spend: SPEND })
    const frugal = { ...agent, healPolicy: { ...agent.healPolicy, retryBudget: 1 } }
    expect((await passes(frugal, 1))[0]).toBe('sent heal')
  })

  it('takes up a submission again that a crash left signed and unsent', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    await passes({ ...agent, wallet: mute(agent.wallet) }, 1)
    const [crashed] = await submissions(agent)
    await passes(agent, 2)
    const [recovered] = await submissions(agent).then((found) => found.toReversed())
    expect(recovered).toMatchObject({ id: crashed?.id, minedIn: { txHash: crashed?.transactions[0]?.txHash } })
  })

  it('submits also when the treasury obeys another key: the stores obey nobody', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    await harness.setAgent(LOCAL_ACCOUNTS.owner.address)
    await passes({ ...agent, wallet: mute(agent.wallet) }, 2)
    const [waiting] = await submissions(agent)
    await passes(agent, 2)
    const found = await agent.journal.action('collateral', waiting?.id ?? 0)
    await harness.setAgent(LOCAL_ACCOUNTS.agent.address)
    expect(found).toMatchObject({ state: 'mined', transactions: [{ txHash: waiting?.transactions[0]?.txHash }] })
    expect(found?.transactions).toHaveLength(1)
  })

  it('sends nothing in a dry run, and says so once', async () => {
    const nonce = await nonceOf()
    const dry: Wallet = { ...harness.localWallet(), kind: 'dryRun', prepare: async () => undefined }
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 }, { wallet: dry })
    const outcomes = await passes(agent, 3)
    expect(outcomes).toEqual(['simulated collateral', 'waited', 'waited'])
    expect(await nonceOf()).toBe(nonce)
    await passes(offering({ ...agent, wallet: harness.localWallet() }, { issuedAt: now - 3_600 }), 10)
    expect(await held()).toEqual(all(now - 3_600))
  })

  describe('with a source that fails', () => {
    const asks: boolean[] = []
    const metrics = { recordCollateralAsk: ({ complete }: { complete: boolean }) => void asks.push(complete) }
    beforeEach(() => void asks.splice(0))
    const start = (
      source: CollateralSource,
      limits: { timeoutMs?: number; retryMs?: number; intervalMs?: number } = {},
    ) => {
      const end = new AbortController()
      const started = watchSource({
        source,
        fmspcs: [simulated.platform.fmspc],
        stored: () => [],
        intervalMs: 60_000,
        retryMs: 60_000,
        timeoutMs: 60_000,
        log,
        metrics,
        signal: end.signal,
        ...limits,
      })
      return { ...started, stop: () => end.abort() }
    }
    const hanging: CollateralSource = { name: 'hanging', ask: () => new Promise(() => undefined) }

    it('heals while the source hangs, and ends at once when it is told to', async () => {
      const { watch, ended, stop } = start(hanging)
      const agent = await harness.agent({ collateralKeeper: keeperOf(watch) })
      const epoch = await harness.report({ spend: SPEND })
      expect((await passes(agent, 2))[0]).toBe('sent heal')
      expect((await agent.journal.action('heal', epoch))?.state).toBe('mined')
      stop()
      await ended
    })

    it('gives a source up that does not heed its signal, asks again later, and uses what came meanwhile', async () => {
      let asked = 0
      const moody: CollateralSource = {
        name: 'moody',
        ask: () => {
          asked += 1
          if (asked === 1) return new Promise(() => undefined)
          if (asked === 2) throw new Error('broken')
          const documents = documentsOf({ issuedAt: now - 3_600 })
          return Promise.resolve({ documents, problems: [], retryAfterMs: undefined })
        },
      }
      const { watch, ended, stop } = start(moody, { timeoutMs: 20, retryMs: 10 })
      await expect.poll(() => asks).toEqual([false, false, true])
      expect(watch.failingSince).toBeUndefined()
      stop()
      await ended
      await passes(await harness.agent({ collateralKeeper: keeperOf(watch) }), 10)
      expect(await held()).toEqual(all(now - 3_600))
    })

    it('keeps what it knows of a document that is missing from the next answer, and waits as long as it is told', async () => {
      const askedAtMs: number[] = []
      const [older, newer] = [documentsOf({ issuedAt: now - 3_600 }), documentsOf({ issuedAt: now - 60 })]
      const partial: CollateralSource = {
        name: 'partial',
        ask: async () => {
          askedAtMs.push(performance.now())
          if (askedAtMs.length === 1) return { documents: older, problems: [], retryAfterMs: undefined }
          return { documents: newer.slice(3), problems: ['tcbInfo: answered 429'], retryAfterMs: 200 }
        },
      }
      const { watch, ended, stop } = start(partial, { intervalMs: 10, retryMs: 1 })
      await expect.poll(() => watch.failingSince).toBeDefined()
      expect(watch.offered).toEqual([...older.slice(0, 3), ...newer.slice(3)])
      await expect.poll(() => askedAtMs.length).toBe(3)
      const [, second = 0, third = 0] = askedAtMs
      expect(third - second).toBeGreaterThan(190)
      stop()
      await ended
    })

    it('forgets the authority that an answer made up with the next, and a family that nobody asked for at once', async () => {
      const real = documentsOf({ issuedAt: now - 3_600 })
      const forged = real.map((one): DatedDocument => {
        if (one.subject.kind === 'pckCrl')
          return { ...one, subject: { kind: 'pckCrl', authority: `0x${'ab'.repeat(32)}` } }
        return one.subject.kind === 'tcbInfo' ? { ...one, subject: { kind: 'tcbInfo', fmspc: '0xabababababab' } } : one
      })
      const answers = [real, forged, real]
      const turncoat: CollateralSource = {
        name: 'turncoat',
        ask: async () => ({ documents: answers[asks.length] ?? real, problems: [], retryAfterMs: undefined }),
      }
      const offered: string[][] = []
      const { watch, ended, stop } = start(turncoat, { intervalMs: 5 })
      await expect
        .poll(() => offered.push(watch.offered.map(({ subject }) => nameSubject(subject))) && asks.length)
        .toBeGreaterThan(3)
      stop()
      await ended
      expect(watch.offered).toEqual(real)
      expect(offered.every((names) => names.length <= 4 && !names.join().includes('tcbInfo abab'))).toBe(true)
    })

    it('alerts about a PCK CRL that lapses although it was just started and its source is down', async () => {
      await passes(await agentThatKeeps({ issuedAt: now - 20 * DAY }), 10)
      const config = {
        collateralSource: 'https://127.0.0.1:1',
        collateralPckCa: 'platform',
        collateralFmspc: [simulated.platform.fmspc],
        collateralInterval: 60_000,
        crlStoreAddress: stores.crlStore,
        tcbStoreAddress: stores.tcbStore,
        startBlock: 0n,
        maxLogBlocks: 2_000n,
      }
      const agent = await harness.agent()
      const settings = { config } as unknown as AgentSettings
      const started = startKeeper({ client: harness.client, settings, metrics: agent.metrics, log })
      if (!started) throw new Error('a source was set')
      await expect.poll(() => started.keeper.search.found).toEqual([simulated.platform.pckAuthority])
      await harness.reconcile({ ...agent, collateralKeeper: started.keeper })
      const at = Number((await harness.client.getBlock()).timestamp) + 6 * DAY
      const [lapsing] = describeCollateral(started.keeper, at)
      expect(lapsing).toMatchObject({ kind: 'collateralLapsing', summary: expect.stringContaining('pckCrl') })
      await started.stop()
    })

    it('looks at the authority that its source names, and at all that the stores know while it names a foreign one', async () => {
      await passes(await agentThatKeeps({ issuedAt: now - 3_600 }), 10)
      const { pckAuthority } = simulated.platform
      const other = `0x${'cd'.repeat(32)}` as const
      const lookAt = async (offered: readonly DatedDocument[], found: readonly Hex[]) => {
        const keeper = keeperOf(watching(offered), { search: { found, isFailing: false } })
        await harness.reconcile(await harness.agent({ collateralKeeper: keeper }))
        await harness.mine(1)
        return keeper.seen?.stored.flatMap(({ subject }) => (subject.kind === 'pckCrl' ? [subject.authority] : []))
      }
      const real = documentsOf({ issuedAt: now - 3_600 })
      const foreign = real.map(
        (one): DatedDocument =>
          one.subject.kind === 'pckCrl' ? { ...one, subject: { kind: 'pckCrl', authority: other } } : one,
      )
      expect(await lookAt(real, [pckAuthority, other])).toEqual([pckAuthority])
      expect(await lookAt(foreign, [pckAuthority])).toEqual([other, pckAuthority])
      expect(await lookAt([], [pckAuthority])).toEqual([pckAuthority])
    })

    it('heals although the stores cannot be read, and says what is wrong', async () => {
      stores = { crlStore: LOCAL_ACCOUNTS.owner.address, tcbStore: LOCAL_ACCOUNTS.owner.address }
      const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
      expect(await passes(agent, 1)).toEqual(['waited'])
      const keeper = agent.collateralKeeper
      if (!keeper) throw new Error('no keeper')
      expect(describeCollateral(keeper, now)).toMatchObject([{ kind: 'collateralNotKept', severity: 'warning' }])
      await harness.report({ spend: SPEND })
      expect((await passes(agent, 1))[0]).toBe('sent heal')
    })
  })

  it('asks its source for early evaluations when it has seen that somebody submitted one', async () => {
    const pccs = await startFakePccs()
    const early = { issuedAt: now - 20 * DAY - 60, evaluationNumber: 19 }
    await fill(early)
    pccs.serve(simulated.file({ issuedAt: now - 60 }), simulated.file({ ...early, issuedAt: now - 120 }))
    const config = {
      collateralSource: pccs.url,
      collateralPckCa: 'platform',
      collateralFmspc: [simulated.platform.fmspc],
      collateralInterval: 20,
      startBlock: 0n,
      maxLogBlocks: 2_000n,
      crlStoreAddress: stores.crlStore,
      tcbStoreAddress: stores.tcbStore,
    }
    const agent = await harness.agent()
    const settings = { config } as unknown as AgentSettings
    const started = startKeeper({ client: harness.client, settings, metrics: agent.metrics, log })
    if (!started) throw new Error('a source was set')
    await expect.poll(() => started.keeper.watch.offered).toHaveLength(4)
    await harness.reconcile({ ...agent, collateralKeeper: started.keeper })
    const evaluations = () => started.keeper.watch.offered.map(({ version }) => version.evaluationNumber)
    await expect.poll(evaluations).toEqual([0, 0, 19, 19])
    await passes({ ...agent, collateralKeeper: keeperOf(started.keeper.watch) }, 12)
    expect(await held()).toEqual({ ...all(now - 60), tcbInfo: now - 120, qeIdentity: now - 120 })
    await started.stop()
    await pccs.stop()
  })

  it('tells what is missing while it runs, fills it, and says that it is over', async () => {
    const stop = new AbortController()
    const agent = await agentThatKeeps({ issuedAt: now - 3_600 })
    const kinds: string[][] = []
    const running = runAgent(agent, {
      pollIntervalMs: 20,
      health: createAgentHealth({
        signer: { kind: 'localKey', keyMissing: undefined },
        providers: { healthy: 1, required: 1 },
        nowMs: performance.now(),
      }),
      describeConnection: () => [],
      trackIncidents: async ({ conditions }) => {
        const ofCollateral = conditions.filter(({ kind }) => kind.startsWith('collateral'))
        kinds.push(ofCollateral.map(({ kind, severity }) => `${kind} ${severity}`))
        await harness.mine(1)
      },
      onGoodPass: () => undefined,
      minGasBalance: 0n,
      stuckAfterSeconds: 600,
      signal: stop.signal,
    })
    await expect.poll(() => kinds.at(-1), { timeout: 20_000 }).toEqual([])
    stop.abort()
    await running
    expect(kinds[0]).toEqual(['collateralLapsing critical', 'collateralLapsed critical'])
    expect(await held()).toEqual(all(now - 3_600))
  })

  it('reads the evaluation number and dates that the store itself has', async () => {
    const agent = await agentThatKeeps({ issuedAt: now - 3_600, evaluationNumber: 19 })
    await passes(agent, 10)
    const args = [simulated.platform.fmspc] as const
    const info = await harness.client.readContract({
      address: stores.tcbStore,
      abi: tcbStoreAbi,
      functionName: 'tcbInfo',
      args,
    })
    const seen = agent.collateralKeeper?.seen?.stored.find(({ subject }) => nameSubject(subject).startsWith('tcbInfo'))
    expect(seen?.version).toEqual({
      evaluationNumber: info.evaluationNumber,
      issuedAt: Number(info.issuedAt),
      nextUpdate: Number(info.nextUpdate),
    })
    expect(await agent.metrics.render()).toContain(
      `reserve_agent_collateral_lapse_timestamp_seconds{document="tcbInfo",scope="${args[0].slice(2)}"} ${info.nextUpdate}`,
    )
  })
})

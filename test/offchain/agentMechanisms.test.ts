import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Agent } from '../../offchain/agent/agent.ts'
import type { Mechanism, Outcome } from '../../offchain/agent/mechanisms/mechanism.ts'
import type { Wallet } from '../../offchain/agent/wallets/wallet.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { type AgentHarness, startAgentHarness } from './agentHarness.ts'

const SPEND = 100_000_000_000n

/** A mechanism that hands over by itself, and says of it what `outcomes` say in turn. */
const ownHands = (outcomes: { run: () => Promise<Outcome>; recover?: () => Promise<Outcome> }) => {
  const calls: string[] = []
  const mechanism: Mechanism = {
    name: 'ownHands',
    depth: 0n,
    propose: async () => ({
      amount: SPEND,
      minOut: 0n,
      execute: {
        via: 'mechanism',
        memo: 'before',
        run: () => {
          calls.push('run')
          return outcomes.run()
        },
      },
    }),
    recover: () => {
      calls.push('recover')
      return (outcomes.recover ?? outcomes.run)()
    },
  }
  return { mechanism, calls }
}

/** Refuses every order, for a reason. */
const refusing = (reason: 'insufficientFunds' | 'noOrder'): Mechanism => ({
  name: 'refusing',
  depth: 0n,
  propose: async () => reason,
})

describe('an agent with several ways to heal', () => {
  let harness: AgentHarness
  beforeAll(async () => {
    harness = await startAgentHarness()
  })
  afterAll(() => harness.stop())

  const waits = (reason: string) => ({ action: 'waited', reason })
  const sent = (id: number) => ({ action: 'sent', kind: 'heal', id })
  const stateOf = async (agent: Agent, id: number) => (await agent.journal.action('heal', id))?.state
  const agentWith = async (...mechanisms: Mechanism[]): Promise<Agent> => ({ ...(await harness.agent()), mechanisms })
  const unknown: Outcome = { state: 'unknown', reason: 'no answer' }
  const done: Outcome = { state: 'mined', txHash: undefined, delivered: undefined }

  it('asks them in order, and the first that accepts hands over once', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const { mechanism, calls } = ownHands({ run: async () => done })
    const agent = await agentWith(refusing('insufficientFunds'), mechanism)
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    expect(await harness.reconcile(agent)).toEqual(waits('alreadyHealed'))
    expect(calls).toEqual(['run'])
    expect(await agent.journal.action('heal', epoch)).toMatchObject({ state: 'mined', memo: 'before' })
  })

  it('gives the reason of the first that has one', async () => {
    await harness.report({ spend: SPEND })
    const agent = await agentWith(refusing('noOrder'), refusing('insufficientFunds'), refusing('noOrder'))
    expect(await harness.reconcile(agent)).toEqual(waits('insufficientFunds'))
  })

  it('halts every heal while nobody knows what became of one, keeps looking, and goes on when it is found', async () => {
    const first = await harness.report({ spend: SPEND })
    let isFound = false
    const hands = ownHands({ run: async () => unknown, recover: async () => (isFound ? done : unknown) })
    const agent = await agentWith(hands.mechanism)
    expect(await harness.reconcile(agent)).toEqual(sent(first))
    const swapping = { ...(await harness.agent({ journal: agent.journal })), mechanisms: agent.mechanisms }
    swapping.mechanisms = [...(await harness.agent()).mechanisms, ...agent.mechanisms]
    expect(await harness.reconcile(swapping)).toEqual(waits('outcomeUnknown'))
    isFound = true
    await harness.reconcile(swapping)
    expect(await stateOf(agent, first)).toBe('mined')
    expect(hands.calls).toEqual(['run', 'recover', 'recover'])
  })

  it('makes the treasury wait after a heal that it cannot know of', async () => {
    const first = await harness.report({ spend: SPEND })
    const agent = await agentWith(ownHands({ run: async () => done }).mechanism)
    expect(await harness.reconcile(agent)).toEqual(sent(first))
    // The custodian's figures are from before the heal.
    const { timestamp } = await harness.client.getBlock()
    await harness.report({ spend: SPEND, statementAt: Number(timestamp) })
    const swapping = await harness.agent({ journal: agent.journal })
    const [healed] = await agent.journal.actions()
    if (!healed) throw new Error('the heal is not in the journal')
    await agent.journal.saveAction({ ...healed, updatedAt: Number(timestamp) + 1 })
    expect(await harness.reconcile(swapping)).toEqual(waits('beforeSettlement'))
  })

  it('goes on healing when one open action cannot be followed', async () => {
    const first = await harness.report({ spend: SPEND })
    const broken = ownHands({
      run: async () => done,
      recover: () => Promise.reject(new Error('another chain is down')),
    })
    const agent = await agentWith(broken.mechanism)
    expect(await harness.reconcile(agent)).toEqual(sent(first))
    expect(await stateOf(agent, first)).toBe('mined')
    const known = await agent.journal.action('heal', first)
    if (!known) throw new Error('the heal is not in the journal')
    await agent.journal.saveAction({ ...known, state: 'unknown' })
    await expect(harness.reconcile(agent)).resolves.toEqual(waits('outcomeUnknown'))
  })

  it('waits for a second attempt that is pending, whatever became of the first', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const real = harness.localWallet()
    const reverting: Wallet = { ...real, prepare: () => harness.signReverting() }
    const agent = await harness.agent({ wallet: reverting })
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    const muted: Agent = { ...agent, wallet: { ...real, broadcast: async () => undefined } }
    expect(await harness.reconcile(muted)).toEqual(sent(epoch))
    for (let pass = 0; pass < 3; pass++) {
      expect(await harness.reconcile(muted)).toEqual(waits('actionOutstanding'))
    }
    expect((await agent.journal.action('heal', epoch))?.transactions).toHaveLength(2)
  })

  it('offers at most half of the fee cap to replenish, so that a heal has room above it', async () => {
    await harness.fund(LOCAL_ACCOUNTS.agent.address, 1_000n)
    await harness.report({ spend: 0n, isSolvent: true })
    const { maxFeePerGas } = await harness.client.estimateFeesPerGas()
    const replenish = { target: 10n ** 15n, step: 100n, intervalSeconds: 3_600 }
    const under = (cap: bigint) =>
      harness.agent({ replenish, wallet: harness.localWallet({ maxFeePerGas: cap }), maxHeadAgeSeconds: 600 })
    const tight = await under((maxFeePerGas * 3n) / 2n)
    expect(await harness.reconcile(tight)).toMatchObject({ action: 'waited' })
    expect(await tight.journal.openActions()).toEqual([])
    const roomy = await under(maxFeePerGas * 3n)
    expect(await harness.reconcile(roomy)).toMatchObject({ action: 'sent', kind: 'replenish' })
  })

  it('acts on nothing while the newest block is old', async () => {
    await harness.report({ spend: SPEND })
    expect(await harness.reconcile(await harness.agent({ maxHeadAgeSeconds: -3_600 * 24 * 365 }))).toEqual(
      waits('headStale'),
    )
  })

  it('does not let a dear rival that is gone keep its nonce', async () => {
    const epoch = await harness.report({ spend: SPEND })
    const cap = 10n ** 11n
    const wallet = harness.localWallet({ maxFeePerGas: cap })
    const head = await harness.client.getBlock()
    const nonce = await harness.client.getTransactionCount({ address: wallet.address })
    const agent = await harness.agent({ wallet })
    await agent.journal.saveAction({
      kind: 'heal',
      id: epoch - 1,
      mechanism: 'treasurySwap',
      state: 'failed',
      amount: SPEND,
      minOut: 0n,
      transactions: [{ ...(await harness.signReverting()), nonce, maxFeePerGas: cap, maxPriorityFeePerGas: cap / 2n }],
      minedIn: undefined,
      delivered: undefined,
      reason: 'a newer report came before it was mined',
      memo: undefined,
      updatedAt: Number(head.timestamp),
    })
    expect(await harness.reconcile(agent)).toEqual(sent(epoch))
    expect((await agent.journal.action('heal', epoch))?.transactions[0]?.maxFeePerGas).toBe(cap)
  })
})

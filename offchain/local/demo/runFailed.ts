import { formatUnits, getAbiItem, type Hex } from 'viem'
import { recoveryTreasuryAbi } from '../../chain/generated.ts'
import { awaitFound } from '../chain/awaitFound.ts'
import type { MakerPlan } from '../makers/startMakers.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { createStage } from '../process/createStage.ts'
import type { StoryTools } from '../process/tellStory.ts'
import { type LocalSettings, POOL_SETTINGS } from '../stack/localSettings.ts'
import { type StackWithPool, startStackWithPool } from '../stack/startStackWithPool.ts'
import { type AwaitRequestParameters, awaitRequest } from './awaitRequest.ts'
import { callFallback, requireFallbackTooEarly } from './callFallback.ts'
import { type Chronicle, createChronicle, requireThat } from './createChronicle.ts'
import { type DemoStep, readStep } from './demoStep.ts'
import { type DrawnAmounts, drawAmounts } from './drawAmounts.ts'
import { type EndedRequest, followRequest, requestWithinMs } from './followRequest.ts'
import { readBooks } from './readBooks.ts'
import { readHoldings } from './readHoldings.ts'
import { type Alert, type AlertSink, startAlertSink } from './startAlertSink.ts'
import { startWatchedAgent } from './startWatchedAgent.ts'

/** How the pool can fail to heal. */
export const FAILURES = ['makers-short', 'matcher-down'] as const
export type Failure = (typeof FAILURES)[number]

/** What became of it, as verified on chain and on the operator's webhook. */
export type FailedRun = {
  failure: Failure
  steps: readonly DemoStep[]
  request: Pick<EndedRequest, 'rounds' | 'status'> & { requestId: bigint }
  /** As the agent delivered it. */
  alert: Alert
  fallback?: { txHash: Hex; usdcSpent: bigint; wbtcDelivered: bigint }
  /** In wei. */
  stakeReturned?: bigint
}

/** `ms` is wall time; `rpcUrl` is of the last run, and answers until the shutdown. */
export type FailedResult = { ok: true; ms: number; seed: string; runs: readonly FailedRun[]; rpcUrl: string }

type Scene = {
  stack: StackWithPool
  chronicle: Chronicle
  drawn: DrawnAmounts
  sink: AlertSink
  startAgent: () => Promise<AbortSignal>
  tell: StoryTools['tell']
}

const healed = getAbiItem({ abi: recoveryTreasuryAbi, name: 'Healed' })
const stakeCollected = getAbiItem({ abi: recoveryTreasuryAbi, name: 'StakeCollected' })

const ALERT_WITHIN_MS = 60_000
const bitcoin = (amount: bigint): string => `${formatUnits(amount, 8)} BTC`

const sendOrder = async (
  { stack, chronicle }: Scene,
  report: Pick<AwaitRequestParameters, 'epoch' | 'sealed'>,
  signal: AbortSignal,
): Promise<bigint> => {
  const withinMs = requestWithinMs(stack.settings)
  const { requestId, txHash } = await awaitRequest(stack, { ...report, withinMs, signal })
  chronicle.show(await readStep(stack, 'requested', txHash))
  return requestId
}

/** No deficit beyond the tier boundary is healed by a swap of the agent's. */
const requireNoSwap = async ({ client, deployment }: StackWithPool): Promise<void> => {
  const { treasury: address, startBlock: fromBlock } = deployment
  const heals = await client.getLogs({ address, event: healed, fromBlock, strict: true })
  const swap = heals.find(({ args }) => args.byAgent)
  requireThat(swap === undefined, `the agent swapped for epoch ${swap?.args.epoch}, whose deficit is for the pool`)
}

/** Makers who have too little: the request settles like any other, and what happens later is for alerts and the fallback. */
const runMakersShort = async (scene: Scene): Promise<FailedRun> => {
  const { stack, chronicle, drawn, sink, startAgent, tell } = scene
  const { deficit, belowOwed } = drawn
  const { show, attest, holdReserve } = chronicle
  await attest('healthy', 'SOLVENT', 0n)
  const books = await readBooks(stack)
  await holdReserve(books.target - deficit)
  const report = await attest('shortfall', 'SOLVENT', deficit)
  const signal = await startAgent()
  const requestId = await sendOrder(scene, report, signal)
  const { matcher, slot } = await stack.pool
  const { rounds, status } = await followRequest(stack, {
    ...{ matcher, requestId, signal },
    onSettled: async ({ settleTx }, place) => show(await readStep(stack, `round ${place} settled`, settleTx)),
  })
  requireThat(status === 'settled', `request ${requestId} ended as ${status}; one that is filled ends as settled`)
  const { collateral } = await readHoldings(stack, slot)
  requireThat(collateral > 0n && collateral < deficit, `the reserve's leaf holds ${collateral} of ${deficit}`)
  tell('', `publicly it is over like any other; privately: ${bitcoin(collateral)} of ${bitcoin(deficit)} came`)

  const fallen = books.owed - belowOwed
  await holdReserve(fallen)
  const maxOrder = BigInt(stack.settings.workflow.maxPoolOrder)
  const missing = books.target - fallen - collateral
  const insolvent = await attest('books fall', 'INSOLVENT', missing < maxOrder ? missing : maxOrder)
  const alert = await sink.untilOpened('reserveInsolvent', { withinMs: ALERT_WITHIN_MS, signal })
  tell('alert', `the agent tells the operator's webhook: ${alert.kind}, ${alert.severity}: ${alert.summary}`)

  const readyAt = await requireFallbackTooEarly(stack)
  const fallback = await callFallback(stack, { readyAt, epoch: insolvent.epoch })
  show(await readStep(stack, 'fallback', fallback.txHash))
  await requireNoSwap(stack)
  const amounts = `${formatUnits(fallback.usdcSpent, 6)} USDC for ${bitcoin(fallback.wbtcDelivered)}`
  tell('', `anyone may call it after the delay: ${amounts}, its fixed amount; the agent swapped nothing`)
  const { txHash, usdcSpent, wbtcDelivered } = fallback
  return {
    ...{ failure: 'makers-short', steps: chronicle.steps, alert },
    request: { requestId, rounds, status },
    fallback: { txHash, usdcSpent, wbtcDelivered },
  }
}

/** A matcher that dies before the round: the request expires in the open, its stake returns, and what it held is ordered again. */
const runMatcherDown = async (scene: Scene): Promise<FailedRun> => {
  const { stack, chronicle, drawn, sink, startAgent, tell } = scene
  const { client, deployment } = stack
  const { show, attest, holdReserve } = chronicle
  const { treasury: address, startBlock: fromBlock } = deployment
  await attest('healthy', 'SOLVENT', 0n)
  const books = await readBooks(stack)
  await holdReserve(books.target - drawn.deficit)
  const report = await attest('shortfall', 'SOLVENT', drawn.deficit)
  const { matcher, slot } = await stack.pool
  await matcher.kill()
  tell('matcher', 'is killed: nobody closes or settles a round any more')
  const etherBefore = await client.getBalance({ address })

  const signal = await startAgent()
  const requestId = await sendOrder(scene, report, signal)
  const { rounds, status, endTx } = await followRequest(stack, { requestId, signal })
  show(await readStep(stack, 'expired', endTx))
  requireThat(status === 'expired' && rounds.length === 0, `request ${requestId} ended as ${status}, wanted expired`)
  const alert = await sink.untilOpened('requestExpired', { withinMs: ALERT_WITHIN_MS, signal })
  tell('alert', `the agent tells the operator's webhook: ${alert.kind}, ${alert.severity}: ${alert.summary}`)

  const collected = await awaitFound(client, {
    what: 'the return of the stake',
    find: async (toBlock) =>
      (await client.getLogs({ address, event: stakeCollected, fromBlock, toBlock, strict: true }))[0],
    ...{ withinMs: ALERT_WITHIN_MS, signal },
  })
  show(await readStep(stack, 'stake returned', collected.transactionHash))
  const ether = await client.getBalance({ address })
  requireThat(ether === etherBefore, `the treasury has ${ether} wei, wanted the ${etherBefore} from before`)

  const { collateral } = await readHoldings(stack, slot)
  requireThat(collateral === 0n, `the reserve's leaf holds ${collateral}, although nothing was settled`)
  await attest('as the books say', 'SOLVENT', drawn.deficit)
  tell('', `privately: ${bitcoin(drawn.deficit)} are still missing, and ordered again`)
  await requireNoSwap(stack)
  return {
    ...{ failure: 'matcher-down', steps: chronicle.steps, alert },
    request: { requestId, rounds, status },
    stakeReturned: collected.args.amount,
  }
}

/** Where nothing is proven between the request and its end, nothing has to be waited for longer. */
const MATCHER_DOWN_SETTINGS: LocalSettings = {
  ...POOL_SETTINGS,
  darkPool: { ...POOL_SETTINGS.darkPool, settlementWindow: 8, heartbeat: 6 },
}

type StageSet = { plans: readonly MakerPlan[]; settings: LocalSettings; run: (scene: Scene) => Promise<FailedRun> }

const play = async (
  { plans, settings, run }: StageSet,
  { drawn, log, shutdown, tell }: Omit<StoryTools, 'shutdown'> & { drawn: DrawnAmounts; shutdown: Shutdown },
): Promise<{ run: FailedRun; rpcUrl: string }> => {
  const stack = await startStackWithPool({ plans, settings, log, shutdown, onReady: tell })
  const sink = await startAlertSink()
  shutdown.onShutdown('alert sink', () => sink.stop())
  const startAgent = async (): Promise<AbortSignal> => {
    const environment = { ...sink.environment, EXPIRE_GRACE_SECONDS: '1' }
    const { signal } = await startWatchedAgent(stack, { log, shutdown, environment })
    tell('agent', 'watching, as a process of its own, with a webhook of the operator to tell')
    return signal
  }
  const chronicle = createChronicle(stack, { tell })
  return { run: await run({ stack, chronicle, drawn, sink, startAgent, tell }), rpcUrl: stack.chain.rpcUrl }
}

/** The pool fails, once in each way that is asked for, and what policy promises is verified to happen. */
export const runFailed = async ({
  seed,
  failures,
  log,
  shutdown,
  tell,
}: StoryTools & { seed: string; failures: readonly Failure[] }): Promise<FailedResult> => {
  const startedAt = performance.now()
  const drawn = drawAmounts(seed, { ample: false })
  const sets: Record<Failure, StageSet> = {
    'makers-short': { plans: drawn.plans, settings: POOL_SETTINGS, run: runMakersShort },
    'matcher-down': { plans: [], settings: MATCHER_DOWN_SETTINGS, run: runMatcherDown },
  }
  const runs: FailedRun[] = []
  let rpcUrl = ''
  for (const failure of failures) {
    tell('run', failure)
    const stage = createStage(shutdown)
    const played = await play(sets[failure], { drawn, log, shutdown: stage.shutdown, tell })
    runs.push(played.run)
    rpcUrl = played.rpcUrl
    // The last one stays, to be read.
    if (runs.length < failures.length) await stage.end()
  }
  return { ok: true, ms: Math.round(performance.now() - startedAt), seed, runs, rpcUrl }
}

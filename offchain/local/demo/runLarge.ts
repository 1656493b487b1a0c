import { type Address, formatUnits, type Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { FINE } from '../../protocol/pool/constants.ts'
import { describeLeakCheck, type LeakCheck } from '../pool/checkLeaks.ts'
import type { StoryTools } from '../process/tellStory.ts'
import { type StackWithPool, startStackWithPool } from '../stack/startStackWithPool.ts'
import { awaitRequest } from './awaitRequest.ts'
import { checkStoryLeaks } from './checkStoryLeaks.ts'
import { type Attested, createChronicle, requireThat } from './createChronicle.ts'
import { type DemoStep, readStep } from './demoStep.ts'
import { type DrawnAmounts, drawAmounts } from './drawAmounts.ts'
import { followRequest, requestWithinMs, type SettledRound } from './followRequest.ts'
import { readBooks } from './readBooks.ts'
import { readHoldings } from './readHoldings.ts'
import { startWatchedAgent } from './startWatchedAgent.ts'
import { requireSolventThroughout, statusStrip } from './statusStrip.ts'
import { type VerifiedEnclave, verifyEnclave } from './verifyEnclave.ts'
import { watchStatus } from './watchStatus.ts'

/** What one heal by the dark pool did, as verified on chain; `proofMs` and `settleGas` are of its last round. */
export type PoolHeal = {
  mechanism: 'darkPool'
  requestId: bigint
  requestTx: Hex
  settleTx: Hex
  settleGas: number
  proofMs: number
  rounds: readonly SettledRound[]
}

/** `ms` is wall time; `rpcUrl` answers until the shutdown. */
export type LargeResult = {
  ok: true
  ms: number
  seed: string
  steps: readonly DemoStep[]
  heal: PoolHeal
  /** Secrets found in what is public; the search is described by `searched`. */
  leaks: number
  searched: Omit<LeakCheck, 'found'>
  /** Blocks from the first solvent one on; the status was SOLVENT after each of them. */
  solventBlocks: number
  /** What only the issuer knows, and this demo, which plays it: base units of the tokens. */
  privately: { wanted: bigint; delivered: bigint; paid: bigint }
  enclave: VerifiedEnclave
  rpcUrl: string
  addresses: { attestation: Address; treasury: Address; darkPool: Address; enclaveRegistry: Address }
}

/** Requests after one that expired. */
const MORE_REQUESTS = 2

const bitcoin = (amount: bigint): string => `${formatUnits(amount, 8)} BTC`

export type PlayLargeParameters = StoryTools &
  Pick<DrawnAmounts, 'deficit'> & {
    /** More settings of the agent. */
    environment?: Record<string, string>
  }

/** Plays the story on a stack that is ready, with makers who have enough; see {@link runLarge}. */
export const playLarge = async (
  stack: StackWithPool,
  { deficit, environment, log, shutdown, tell }: PlayLargeParameters,
): Promise<Omit<LargeResult, 'ms' | 'seed'>> => {
  const { deployment, settings } = stack
  const watch = await watchStatus(stack)
  shutdown.onShutdown('status watch', watch.stop)
  const { steps, show, attest, holdReserve } = createChronicle(stack, { tell })

  await attest('healthy', 'SOLVENT', 0n)
  const books = await readBooks(stack)
  const shortReserve = books.target - deficit
  await holdReserve(shortReserve)
  // Needs longer to start than the report to be made, which is to be the first that it sends.
  const starting = startWatchedAgent(stack, { log, shutdown, environment })
  starting.catch(() => undefined)
  let report = await attest('shortfall', 'SOLVENT', deficit)
  tell('', `privately: ${bitcoin(deficit)} are missing and ordered; the report looks like the one before`)
  const { signal } = await starting
  tell('agent', 'watching, as a process of its own; it sends what was reported, and cannot know what that is')
  const withinMs = requestWithinMs(settings)
  const awaitOrder = ({ epoch, sealed }: Attested) => awaitRequest(stack, { epoch, sealed, withinMs, signal })
  let request = await awaitOrder(report)
  show(await readStep(stack, 'requested', request.txHash))
  const pool = await stack.pool
  const enclave = await verifyEnclave({ ...stack, enclave: pool.matcher })
  const follow = () =>
    followRequest(stack, {
      ...{ matcher: pool.matcher, requestId: request.requestId, signal },
      onSettled: async ({ settleTx, settleGas, proofMs }, place) => {
        show(await readStep(stack, `round ${place} settled`, settleTx))
        tell('', `${settleGas} gas, proven in ${proofMs} ms; who sold what to whom stands nowhere`)
      },
    })
  let ended = await follow()
  // On a machine that is too busy to prove in time, a request expires: what is still missing is ordered again.
  for (let again = 1; ended.status === 'expired' && again <= MORE_REQUESTS; again++) {
    show(await readStep(stack, 'expired', ended.endTx))
    const held = await readHoldings(stack, pool.slot)
    report = await attest('ordered again', 'SOLVENT', deficit - held.collateral)
    request = await awaitOrder(report)
    show(await readStep(stack, 'requested again', request.txHash))
    ended = await follow()
  }
  const last = ended.rounds.at(-1)
  const { requestId, txHash: requestTx } = request
  if (!last || ended.status !== 'settled') {
    throw new KitError(`request ${requestId} ended as ${ended.status}, wanted settled`)
  }

  const { collateral: delivered, payment } = await readHoldings(stack, pool.slot)
  const paid = settings.poolDeposit - payment / FINE
  requireThat(delivered === deficit, `the reserve's leaf holds ${delivered}, wanted ${deficit}`)
  tell(
    'reserve',
    `privately: its leaf holds ${bitcoin(delivered)}, bought for ${formatUnits(paid, 6)} USDC; opened with its key`,
  )

  const recovered = await attest('recovered', 'SOLVENT', 0n)
  requireThat(shortReserve + delivered >= books.healingThreshold, 'the reserve is still below the healing threshold')
  tell('', 'privately: nothing is missing any more; the custodian still holds as little as before')

  const next = await awaitOrder(recovered)
  show(await readStep(stack, 'next request', next.txHash))
  const differs = Object.entries(request.looks).find(([name, value]) => value !== next.looks[name as 'logs'])
  requireThat(!differs, `the request that wants nothing differs from the one before in its ${differs?.[0]}`)
  tell('', 'it asks for nothing, and looks like the one that asked for everything')

  const leaks = await checkStoryLeaks(stack, pool, [
    { name: 'what the custodian holds', value: shortReserve },
    { name: 'what custodian and pool hold', value: shortReserve + delivered },
    { name: 'what is missing', value: deficit },
  ])
  tell('leaks', describeLeakCheck(leaks))
  const statuses = await watch.upTo(BigInt(steps.at(-1)?.block ?? 0), signal)
  const solventBlocks = requireSolventThroughout(statuses)
  tell('status', `${statusStrip(statuses)}  SOLVENT after each of ${solventBlocks} blocks`)

  const { attestation, treasury, darkPool, enclaveRegistry } = deployment
  const { found, ...searched } = leaks
  return {
    ok: true,
    steps,
    heal: {
      ...{ mechanism: 'darkPool', requestId, requestTx },
      settleTx: last.settleTx,
      settleGas: last.settleGas,
      proofMs: last.proofMs,
      rounds: ended.rounds,
    },
    ...{ leaks: found.length, searched, solventBlocks },
    privately: { wanted: deficit, delivered, paid },
    enclave,
    rpcUrl: stack.chain.rpcUrl,
    addresses: { attestation, treasury, darkPool, enclaveRegistry },
  }
}

/**
 * Healthy, far too little, healed in the dark, healthy: every step is verified on chain before the next one begins, and the
 * public status is read after every block. All amounts follow from `seed`.
 */
export const runLarge = async ({ seed, ...tools }: StoryTools & { seed: string }): Promise<LargeResult> => {
  const startedAt = performance.now()
  const { deficit, plans } = drawAmounts(seed, { ample: true })
  const stack = await startStackWithPool({ ...tools, plans, onReady: tools.tell })
  const { ok, ...played } = await playLarge(stack, { ...tools, deficit })
  return { ok, ms: Math.round(performance.now() - startedAt), seed, ...played }
}

import { setTimeout as delay } from 'node:timers/promises'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { abortAfter } from '../../abortAfter.ts'
import { readSlots } from '../../chain/darkpool/readSlots.ts'
import { creDarkPoolAbi } from '../../chain/generated.ts'
import { readHead } from '../../chain/readHead.ts'
import type { EnclaveHealth } from '../../enclave/enclaveHealth.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { fundAccount } from '../chain/fundAccount.ts'
import { pushFeedRounds } from '../chain/pushFeedRounds.ts'
import { createScene } from '../pool/createScene.ts'
import { passTime } from '../pool/passTime.ts'
import { createMember } from '../pool/poolMember.ts'
import { type PoolStack, startPoolStack } from '../pool/startPoolStack.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { type MatcherProcess, startMatcherProcess } from '../stack/startMatcherProcess.ts'
import { type Figure, figure } from './figure.ts'
import { makePastSettlements } from './makePastSettlements.ts'

const PAST_SETTLEMENTS = 1_000
const BTC = 10n ** 8n
const DOLLARS = 10n ** 6n
const ETHER = 10n ** 18n
const QUOTE = { size: 10n * BTC, premiumBps: 50n }
const ORDER = { deficit: 25n * BTC, maxPremiumBps: 300n, allowPartial: true, disclose: false }
const PREMIUM_CAP_BPS = 300n
const PATIENCE_MS = 180_000
const LOOK_MS = 20
/** A block a second on the local chain: two of them, and three seconds. */
const SETTLED_WITHIN_SECONDS = 5
const RECOVERED_WITHIN_SECONDS = 10

const until = async (isSo: () => Promise<boolean>, what: string): Promise<void> => {
  for (const startedAt = performance.now(); !(await isSo()); await delay(LOOK_MS)) {
    if (performance.now() - startedAt > PATIENCE_MS)
      throw new KitError(`${what} did not come to pass within ${PATIENCE_MS} ms`)
  }
}

const startMatcher = async (stack: PoolStack, log: Log, shutdown: Shutdown): Promise<MatcherProcess> => {
  const { chain, deployment, platform, vault, folder } = stack
  const payerKey = generatePrivateKey()
  await fundAccount(chain, privateKeyToAddress(payerKey), { eth: ETHER })
  const matcher = await startMatcherProcess({
    ...{ rpcUrl: chain.rpcUrl, deployment, platform, vault, payerKey, folder, log },
  })
  shutdown.onShutdown('matcher', () => matcher.stop())
  return matcher
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

/** What the matcher promises: how soon it settles, and how soon a new one stands where the last one stood. */
export const matcherFigures = async (log: Log, shutdown: Shutdown): Promise<Figure[]> => {
  const [idler, maker, requester] = ['idler', 'maker', 'requester'].map(createMember) as [
    ReturnType<typeof createMember>,
    ReturnType<typeof createMember>,
    ReturnType<typeof createMember>,
  ]
  const stack = await startPoolStack({
    admitted: [idler, maker, requester].map(({ account }) => account.address),
    // So that a thousand rounds fit into the present.
    idleInterval: 0,
    ...{ log, shutdown, onReady: () => undefined },
  })
  const { chain, client, deployment } = stack
  const { signal } = shutdown
  const on = { address: deployment.darkPool, abi: creDarkPoolAbi } as const
  const isClosed = async () => (await client.readContract({ ...on, functionName: 'lastRound' }))[1]
  const scene = createScene({
    ...{ stack, log, signal },
    prove: () => Promise.reject(new KitError('only the matcher proves here')),
  })

  for (const member of [idler, maker, requester]) await fundAccount(chain, member.account.address, { eth: ETHER })
  await fundAccount(chain, maker.account.address, { wbtc: 100n * BTC })
  await fundAccount(chain, requester.account.address, { usdc: 10_000_000n * DOLLARS })
  await scene.join(idler)
  await makePastSettlements(stack, { member: idler, count: PAST_SETTLEMENTS })

  const first = await startMatcher(stack, log, shutdown)
  await scene.join(maker)
  await scene.join(requester)
  const areKeyed = async () => {
    const slots = await readSlots(client, { pool: deployment.darkPool, block: await readHead(client) })
    return [maker, requester].every(({ slot }) => slots.find((record) => record.slot === slot)?.activeKey)
  }
  await until(areKeyed, 'that keys are taken in')
  await scene.deposit(maker, 'collateral', 100n * BTC)
  await scene.deposit(requester, 'payment', 10_000_000n * DOLLARS)
  const isQueueEmpty = async () => {
    const [head, tail] = await client.readContract({ ...on, functionName: 'queueBounds' })
    return head === tail
  }
  await until(isQueueEmpty, 'that deposits are taken in')
  await scene.quote(maker, QUOTE)
  await first.kill()

  const startedAt = performance.now()
  const second = await startMatcher(stack, log, shutdown)
  const hasRecovered = ({ slots, matching }: EnclaveHealth): boolean =>
    slots?.open === 2 && matching?.state === 'idle' && matching.settledRound >= PAST_SETTLEMENTS
  await second.untilHealth(hasRecovered, abortAfter(PATIENCE_MS, signal))
  const recovered = (performance.now() - startedAt) / 1_000

  const { dueAt } = await scene.request(requester, ORDER, PREMIUM_CAP_BPS)
  const settledWithin: number[] = []
  for (const due of dueAt) {
    await passTime(chain, due)
    await until(isClosed, 'that the round is closed')
    const closedAt = performance.now()
    // A price of the close's own second would not count.
    await passTime(chain, (await readHead(client)).timestamp + 1)
    await pushFeedRounds(chain, log)
    await until(async () => !(await isClosed()), 'that the round is settled')
    settledWithin.push((performance.now() - closedAt) / 1_000)
  }
  return [
    figure(
      `matcher: close to settled, middle of ${settledWithin.length} rounds`,
      's',
      median(settledWithin),
      SETTLED_WITHIN_SECONDS,
    ),
    figure(
      `matcher: cold recovery, ${PAST_SETTLEMENTS} settlements (unproven)`,
      's',
      recovered,
      RECOVERED_WITHIN_SECONDS,
    ),
  ]
}

import type { PoolTerms } from '../../../../offchain/chain/darkpool/readPoolTerms.ts'
import { LOCAL_CHAIN_ID, MAINNET } from '../../../../offchain/chain/mainnet.ts'
import { readHead } from '../../../../offchain/chain/readHead.ts'
import { compareLedger } from '../ledger/compareLedger.ts'
import { replayLedger } from '../ledger/replayLedger.ts'
import { type PoolWorld, RECEIPT_TIMEOUT_MS } from '../world/startPoolWorld.ts'
import { createPoolScene, isReady, PATIENCE_MS, type PoolScene } from './createPoolScene.ts'
import type { PoolRound, PoolRoundResult } from './poolRound.ts'

/**
 * How long the pool may take, by the chain's clock, until nothing is left to do although nothing new is asked of it: a
 * request may have its whole life before it, and a window to be expired in; what it left behind waits for one more round,
 * closed an idle interval later, with a window of its own. Each of its transactions may have been lost once.
 */
export const recoverySeconds = ({ roundsPerRequest, settlementWindow, idleInterval }: PoolTerms): number =>
  (roundsPerRequest + 1) * settlementWindow + 2 * (settlementWindow + idleInterval) + (4 * RECEIPT_TIMEOUT_MS) / 1_000

/** What is still to be done; undefined once nothing is. */
const findUnfinished = async ({ look }: PoolScene): Promise<string | undefined> => {
  const { isClosed, number, requester, entries, later, slots } = await look()
  const waiting = entries.length + later.length
  const pending = slots.filter(({ pendingKey }) => pendingKey !== undefined)
  if (isClosed) return `round ${number} is closed`
  if (requester !== undefined) return `the request of slot ${requester} is alive`
  if (waiting > 0) return `${waiting} entries wait in the queue`
  return pending.length > 0 ? `keys of slots ${pending.map(({ slot }) => slot)} wait` : undefined
}

/** Waits until nothing is left to do, and says what is if that takes too long. */
const settleDown = async (scene: PoolScene): Promise<{ problems: string[]; seconds: number }> => {
  const { world, until } = scene
  const { client } = world.contracts
  const [matcher] = world.matchers
  await scene.clearFaults()
  if (!(await until(() => matcher.until(isReady, PATIENCE_MS), PATIENCE_MS)))
    return { problems: [`no matcher is ready: ${JSON.stringify(matcher.health())}`], seconds: 0 }
  const { timestamp: since } = await readHead(client)
  const most = recoverySeconds(world.terms)
  let now = since
  let unfinished: string | undefined = 'not looked yet'
  await until(async () => {
    now = (await readHead(client)).timestamp
    unfinished = await findUnfinished(scene)
    return unfinished === undefined || now - since > most
  }, 10 * PATIENCE_MS)
  const problems = unfinished ? [`stuck after ${now - since} s: ${unfinished}`] : []
  return { problems, seconds: now - since }
}

/** Replays what happened into the world's ledger, and compares. */
const closeBooks = async ({ world, collect }: PoolScene): Promise<string[]> => {
  const { contracts, terms, ledger, witness, funded, requester, makers } = world
  const { client, deployment } = contracts
  const pool = deployment.darkPool
  await collect()
  const head = await readHead(client)
  const range = { fromBlock: ledger.upTo + 1n, toBlock: head.number }
  witness.seeLogs(await client.getLogs({ address: pool, ...range }))
  const chainId = LOCAL_CHAIN_ID
  const problems = await replayLedger(ledger, { client, pool, chainId, terms, keys: world.keys(), head })
  const members = [requester.account.address, ...makers.map(({ address }) => address)]
  const tokens = { collateral: MAINNET.wbtc, payment: MAINNET.usdc }
  problems.push(...(await compareLedger(ledger, { client, pool, head, tokens, funded, members })))
  return [...problems, ...witness.problems()]
}

const countEnds = ({ ledger }: PoolWorld, end: string): number =>
  [...ledger.ends.values()].filter((one) => one === end).length

/** Plays one round and checks what must be true afterwards. Never throws: what goes wrong is in the result. */
export const playPoolRound = async (
  world: PoolWorld,
  { name, fault, seed, play }: PoolRound,
): Promise<PoolRoundResult> => {
  const began = Date.now()
  const [settled, expired] = [countEnds(world, 'settled'), countEnds(world, 'expired')]
  const scene = createPoolScene(world, seed)
  const { problems } = scene
  let seconds = 0
  for (const proxy of [...world.matcherProxies, world.makerProxy]) await proxy.mark()
  try {
    await play(scene)
    const recovered = await settleDown(scene)
    seconds = recovered.seconds
    problems.push(...recovered.problems)
    await world.matchers[1].kill()
    problems.push(...(await closeBooks(scene)))
  } catch (error) {
    problems.push((error as Error).stack ?? String(error))
  }
  if (problems.length > 0) problems.push(...world.matchers.flatMap((matcher) => matcher.lastLines().slice(-25)))
  return {
    ...{ name, fault, seed, problems, ms: Date.now() - began, recoverySeconds: seconds },
    settled: countEnds(world, 'settled') - settled,
    expired: countEnds(world, 'expired') - expired,
  }
}

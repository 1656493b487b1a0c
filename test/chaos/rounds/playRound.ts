import type { Log } from '../../../offchain/log.ts'
import { readAgentTransactions, readHeals } from '../world/readHeals.ts'
import type { World } from '../world/startWorld.ts'
import { compareAlerts } from './compareAlerts.ts'
import { compareBooks } from './compareBooks.ts'
import { createScene, type Scene } from './createScene.ts'
import { findFalseAlarms } from './findFalseAlarms.ts'
import type { Round, RoundResult } from './round.ts'
import { RoundSkipped } from './roundSkipped.ts'

/** How long a heal may take once nothing is broken any more; a provider's hanging request has to time out first. */
const HEAL_TIMEOUT_MS = 40_000
/** More than an epoch's worth of finality, and more than the deepest reorganisation of the next round. */
const FINALITY_BLOCKS = 70

const BOOKS_TIMEOUT_MS = 25_000

type Differences = { books: string[]; alerts: string[] }

/** What journals and alerts still say that is not so, once nothing moves any more. */
const compare = async (scene: Scene, mayAlarm: boolean): Promise<Differences> => {
  const { world, fromBlock, agents } = scene
  const { client, deployment } = world
  // Replicas that share a journal share its books.
  const keepers = agents.filter(({ location }, index) => agents.findIndex((one) => one.location === location) === index)
  const journals = await Promise.all(keepers.map((agent) => agent.history()))
  const heals = await readHeals(client, deployment.treasury, fromBlock)
  const sent = await readAgentTransactions(client, fromBlock)
  const alerts = compareAlerts(journals, await world.sink.read())
  if (!mayAlarm) alerts.push(...findFalseAlarms(journals))
  return { books: compareBooks({ heals, sent, journals }), alerts }
}

/** Waits until everything agrees, then stops the agents and looks once more: the last word counts. */
const closeBooks = async (scene: Scene, mayAlarm: boolean): Promise<Differences> => {
  await scene.world.miner.mine(FINALITY_BLOCKS)
  await scene.quiet()
  await scene.until(async () => {
    const { books, alerts } = await compare(scene, mayAlarm)
    return books.length + alerts.length === 0
  }, BOOKS_TIMEOUT_MS)
  await scene.stopAgents()
  return compare(scene, mayAlarm)
}

/** Plays one round and checks what must be true afterwards. Never throws: what goes wrong is in the result. */
export const playRound = async (
  world: World,
  round: Round,
  { bundle, log }: { bundle: string; log: Log },
): Promise<RoundResult> => {
  const { name, fault, seed, mayAlarm = false, play } = round
  const began = Date.now()
  const label = `${world.name}-${seed}`
  const result: RoundResult = {
    ...{ name, fault, seed, problems: [], skipped: undefined, ms: 0 },
    ...{ owed: 0, healed: 0, duplicate: 0, missed: 0, journalDiffers: 0, alertsDiffer: 0, healMs: [] },
  }
  await world.sink.clear()
  const scene = await createScene({ world, bundle, seed, label, mayReorganise: fault === 'reorganisation', log })
  try {
    await play(scene)
    await scene.clearFaults()
    await scene.allHealed(HEAL_TIMEOUT_MS)
    const { books, alerts } = await closeBooks(scene, mayAlarm)
    books.push(...scene.deathFindings)
    result.journalDiffers = books.length
    result.alertsDiffer = alerts.length
    result.problems.push(...books, ...alerts)
    const heals = await readHeals(world.client, world.deployment.treasury, scene.fromBlock)
    result.healMs = scene.healTimes()
    result.owed = scene.don.deficits().length
    result.healed = heals.length
    for (const deficit of scene.don.deficits()) {
      const count = heals.filter(({ epoch }) => scene.don.deficitOf(epoch) === deficit).length
      result.duplicate += Math.max(0, count - 1)
      result.missed += count === 0 ? 1 : 0
    }
    result.duplicate += heals.filter(({ epoch }) => scene.don.deficitOf(epoch) === undefined).length
    if (result.duplicate > 0) result.problems.push(`${result.duplicate} duplicate heals`)
    if (result.missed > 0) result.problems.push(`${result.missed} missed heals`)
  } catch (error) {
    if (error instanceof RoundSkipped) result.skipped = error.message
    else result.problems.push((error as Error).stack ?? String(error))
  } finally {
    await scene.clearFaults()
    await scene.stopAgents()
    await scene.end()
  }
  if (result.problems.length > 0) result.problems.push(...scene.agents.flatMap((agent) => agent.lastLines().slice(-25)))
  return { ...result, ms: Date.now() - began }
}

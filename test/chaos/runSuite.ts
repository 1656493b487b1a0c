import fs from 'node:fs/promises'
import path from 'node:path'
import { createLog, type Log } from '../../offchain/log.ts'
import { projectRoot } from '../../script/toolchain/foundry.mjs'
import { findPostgres, type PostgresServer, startPostgres } from '../offchain/postgresServer.ts'
import { bundleAgent } from './agent/bundleAgent.ts'
import type { PlantedBug } from './agent/plantedBugs.ts'
import { planRounds, type RecordedSteps } from './planRounds.ts'
import type { Scene } from './rounds/createScene.ts'
import { recordMessages } from './rounds/killAtMessage.ts'
import { recordRequests } from './rounds/killAtRequest.ts'
import { canTrace, recordSyncs } from './rounds/killAtSync.ts'
import { playRound } from './rounds/playRound.ts'
import type { Round, RoundResult } from './rounds/round.ts'
import { startWorld, type World } from './world/startWorld.ts'

export type SuiteParameters = {
  rounds: number
  seed: number
  /** Worlds at work at the same time. */
  workers: number
  bug?: PlantedBug
  /** Only rounds whose fault or name contains this. */
  only?: string
  /** No round is begun when so many milliseconds have passed, once there were `leastRounds`. */
  budgetMs?: number
  leastRounds?: number
  /** Stops after the first round that goes wrong. */
  stopAtFirst?: boolean
  /** Called for each line that is worth reading while it runs. */
  say: (line: string) => void
}

const oneRound = (name: string, play: Round['play']): Round => ({ name, fault: 'none', seed: 0, play })

/** Plays heals without faults and learns from them where the agent can be killed. */
const recordSteps = async (
  world: World,
  options: { bundle: string; log: Log },
): Promise<{ steps: RecordedSteps; results: RoundResult[] }> => {
  const steps = { requests: [] as string[], syncs: [] as number[], messages: [] as string[] }
  const results: RoundResult[] = []
  const record = async (name: string, play: (scene: Scene) => Promise<void>) => {
    results.push(await playRound(world, oneRound(name, play), options))
  }
  await record('record the requests', async (scene) => {
    steps.requests = await recordRequests(scene)
  })
  if (canTrace()) {
    await record('record the journal writes', async (scene) => {
      steps.syncs = await recordSyncs(scene)
    })
  }
  if (world.postgres) {
    await record('record the journal messages', async (scene) => {
      steps.messages = await recordMessages(scene)
    })
  }
  return { steps, results }
}

const verdictOf = ({ skipped, problems }: RoundResult): string =>
  skipped !== undefined ? `SKIPPED: ${skipped}` : problems.length === 0 ? 'ok' : 'FAILED'

/** Plays a whole suite: records, plans, plays with several worlds at once. */
export const runSuite = async (parameters: SuiteParameters): Promise<RoundResult[]> => {
  const { rounds, seed, workers, bug, only, say } = parameters
  const { budgetMs = Number.POSITIVE_INFINITY, leastRounds = 0 } = parameters
  const began = performance.now()
  const log = createLog({ name: 'chaos', level: 'warn', json: false })
  const folder = path.join(projectRoot, '.local', 'chaos', `${process.pid}`)
  const results: RoundResult[] = []
  const worlds: World[] = []
  let postgres: PostgresServer | undefined
  try {
    const bundle = await bundleAgent(folder, bug)
    const programs = findPostgres()
    postgres = programs ? await startPostgres(programs) : undefined
    for (let index = 0; index < workers; index++) {
      worlds.push(await startWorld({ name: `world-${index}`, folder: path.join(folder, `${index}`), log, postgres }))
    }
    const [first] = worlds
    if (!first) throw new Error('the suite needs a worker')
    const tell = (result: RoundResult) => {
      results.push(result)
      say(`${verdictOf(result).padEnd(7)} ${String(result.ms).padStart(6)} ms  seed ${result.seed}  ${result.name}`)
      for (const problem of result.problems) say(`        ${problem}`)
    }
    const recorded = await recordSteps(first, { bundle, log })
    recorded.results.forEach(tell)
    const { plan, kills, known } = planRounds({ steps: recorded.steps, rounds, seed })
    say(`${kills} of ${known} enumerated kills, ${plan.length - kills} rounds of other faults`)
    const queue = plan.filter(({ fault, name }) => only === undefined || fault.includes(only) || name.includes(only))
    const isOver = () =>
      (performance.now() - began > budgetMs && results.length >= leastRounds) ||
      (parameters.stopAtFirst === true && results.some(({ problems }) => problems.length > 0))
    const work = async (world: World) => {
      for (let round = queue.shift(); round && !isOver(); round = queue.shift()) {
        tell(await playRound(world, round, { bundle, log }))
      }
    }
    await Promise.all(worlds.map(work))
    return results
  } finally {
    await Promise.all(worlds.map((world) => world.stop()))
    await postgres?.stop()
    await fs.rm(folder, { recursive: true, force: true })
  }
}

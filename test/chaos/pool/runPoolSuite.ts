import fs from 'node:fs/promises'
import path from 'node:path'
import { privateKeyToAccount } from 'viem/accounts'
import { createLog } from '../../../offchain/log.ts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { planPoolRounds } from './planPoolRounds.ts'
import { bundleProgram } from './programs/bundleProgram.ts'
import type { PlantedPoolBug } from './programs/plantedPoolBugs.ts'
import { playPoolRound } from './rounds/playPoolRound.ts'
import type { PoolRound, PoolRoundResult } from './rounds/poolRound.ts'
import { depositToken, INVENTORY, type PoolWorld, startPoolWorld } from './world/startPoolWorld.ts'

export type PoolSuiteParameters = {
  rounds: number
  seed: number
  bug?: PlantedPoolBug
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

/** Nothing breaks: keys become active, and everybody's money comes in. */
const opening: PoolRound = {
  name: 'opening',
  fault: 'none',
  seed: 0,
  async play({ world, look, expect }) {
    const { contracts, requester, makers } = world
    const areActive = async () => (await look()).slots.every(({ activeKey }) => activeKey !== undefined)
    await expect('active keys', areActive, 120_000)
    await depositToken(contracts, requester.account, 'payment', INVENTORY.payment)
    for (const { privateKey } of makers)
      await depositToken(contracts, privateKeyToAccount(privateKey), 'collateral', INVENTORY.collateral)
  },
}

/** Plays a whole suite in one world, or in another one after each round that went wrong. */
export const runPoolSuite = async (parameters: PoolSuiteParameters): Promise<PoolRoundResult[]> => {
  const { rounds, seed, bug, only, say, stopAtFirst = false } = parameters
  const { budgetMs = Number.POSITIVE_INFINITY, leastRounds = 0 } = parameters
  const log = createLog({ name: 'chaos', level: 'error', json: false })
  const folder = path.join(projectRoot, '.local', 'chaos-pool', `${process.pid}`)
  const results: PoolRoundResult[] = []
  let world: PoolWorld | undefined
  const tell = (result: PoolRoundResult) => {
    results.push(result)
    const verdict = result.problems.length === 0 ? 'ok' : 'FAILED'
    say(`${verdict.padEnd(7)} ${String(result.ms).padStart(6)} ms  seed ${result.seed}  ${result.name}`)
    for (const problem of result.problems) say(`        ${problem}`)
    return result.problems.length === 0
  }
  const stopWorld = async () => {
    await world?.stop()
    world = undefined
  }
  try {
    const bundles = {
      matcher: await bundleProgram('offchain/local/enclave/simulatedMatcher.ts', path.join(folder, 'matcher.mjs'), bug),
      maker: await bundleProgram('offchain/maker.ts', path.join(folder, 'maker.mjs'), bug),
    }
    const began = performance.now()
    let worlds = 0
    for (const round of planPoolRounds(rounds, seed, only)) {
      if (performance.now() - began > budgetMs && results.length >= leastRounds) break
      if (!world) {
        worlds += 1
        world = await startPoolWorld({ folder: path.join(folder, `${worlds}`), bundles, log })
        if (!tell(await playPoolRound(world, opening))) {
          if (stopAtFirst) break
          await stopWorld()
          continue
        }
      }
      if (tell(await playPoolRound(world, round))) continue
      if (stopAtFirst) break
      await stopWorld()
    }
    return results
  } finally {
    await stopWorld()
    await fs.rm(folder, { recursive: true, force: true })
  }
}

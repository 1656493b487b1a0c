import type { Moment } from '../proxies/proxyMessage.ts'
import type { Scene } from './createScene.ts'
import { healInFewBlocks } from './healInFewBlocks.ts'
import type { Round } from './round.ts'

/** What changes the journal, and what makes the change last; the probe's counter tells nobody anything. */
const CHANGES = /^(commit|create schema|insert|delete|update (?!binding))/

/** Plays a heal in which nothing breaks, and names each message that changes the journal, from start to end. */
export const recordMessages = async (scene: Scene): Promise<string[]> => {
  const database = await scene.createDatabase()
  await scene.wire().mark()
  await healInFewBlocks(scene, database, () => false)
  return (await scene.wire().steps()).filter((step) => CHANGES.test(step))
}

/** Kills the agent at one message to its journal: before the server has it, or before the agent has the answer. */
export const killAtMessage = (step: string, moment: Moment, seed: number): Round => ({
  name: `kill ${moment} "${step}"`,
  fault: 'kill at each journal message',
  seed,
  async play(scene) {
    const database = await scene.createDatabase()
    await scene.wire().mark()
    const { sprung } = await scene.wire().trap(step, moment)
    let isReached = false
    // The story waits for a killed agent at each of its steps, so the kill comes from beside it.
    const killing = sprung.then(async () => {
      isReached = true
      await scene.agents[0]?.kill()
    })
    const agent = await healInFewBlocks(scene, database, () => isReached)
    await (isReached ? killing : agent.kill())
    await scene.wire().untrap()
  },
})

/** Drops the agent's connection to PostgreSQL at any moment, and with it the lock. */
export const cutConnection = (seed: number): Round => ({
  name: 'connection to PostgreSQL cut',
  fault: 'PostgreSQL connection lost',
  seed,
  mayAlarm: true,
  async play(scene) {
    const database = await scene.createDatabase()
    await scene.startAgent(database)
    await scene.don.order()
    for (let cuts = scene.dice.between(1, 2); cuts > 0; cuts--) {
      await new Promise((resolve) => setTimeout(resolve, scene.dice.between(0, 700)))
      await scene.wire().cut()
    }
  },
})

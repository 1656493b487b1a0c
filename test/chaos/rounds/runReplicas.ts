import type { Scene } from './createScene.ts'
import type { Round } from './round.ts'

const REPLICAS = 3

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Two shortfalls, with replicas that die at random meanwhile. */
const healTwice = async (scene: Scene, kills: boolean): Promise<void> => {
  const { don, dice, agents } = scene
  for (let deficit = 0; deficit < 2; deficit++) {
    await don.order()
    for (let count = kills ? dice.between(1, 3) : 0; count > 0; count--) {
      await pause(dice.between(0, 500))
      await dice.pick(agents).kill()
    }
    await scene.allHealed(30_000)
  }
}

/** Three agents with one key and a journal each: the contract and the nonce alone keep them from healing twice. */
export const runStrangers = (kills: boolean, seed: number): Round => ({
  name: `three agents with one key${kills ? ', and kills' : ''}`,
  fault: 'three replicas, SQLite each',
  seed,
  mayAlarm: true,
  async play(scene) {
    for (let index = 0; index < REPLICAS; index++) await scene.startAgent({ providers: [index] })
    await healTwice(scene, kills)
  },
})

/** Three replicas that share a PostgreSQL journal: whoever holds its lock acts. */
export const runReplicas = (kills: boolean, seed: number): Round => ({
  name: `three replicas on one journal${kills ? ', and kills' : ''}`,
  fault: 'three replicas, PostgreSQL',
  seed,
  mayAlarm: true,
  async play(scene) {
    const database = await scene.createDatabase()
    for (let index = 0; index < REPLICAS; index++) {
      await scene.startAgent({ ...database, providers: [index], isStandby: index > 0 })
    }
    await healTwice(scene, kills)
  },
})

import type { Round } from './round.ts'

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Kills the agent again and again at any moment while two shortfalls come one after the other. */
export const killRandomly = (seed: number): Round => ({
  name: 'kill at random',
  fault: 'random kill -9',
  seed,
  async play(scene) {
    const agent = await scene.startAgent()
    for (let deficit = 0; deficit < 2; deficit++) {
      await scene.don.order()
      for (let kills = scene.dice.between(1, 3); kills > 0; kills--) {
        await pause(scene.dice.between(0, 600))
        await agent.kill()
      }
      // The next report supersedes this one: it is owed only when the agent had its chance.
      await scene.allHealed(20_000)
    }
  },
})

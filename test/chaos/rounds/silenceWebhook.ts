import type { Round } from './round.ts'

/** The receiver of the alerts takes every call and answers none: healing goes on, and no alert is lost. */
export const silenceWebhook = (kill: boolean, seed: number): Round => ({
  name: `webhook never answers${kill ? ', and a kill' : ''}`,
  fault: 'silent webhook',
  seed,
  async play(scene) {
    await scene.world.sink.setMood('silent')
    const agent = await scene.startAgent()
    await scene.don.order()
    if (!(await scene.allHealed(20_000))) throw new Error('a silent webhook kept the agent from healing')
    if (kill) await agent.kill()
  },
})

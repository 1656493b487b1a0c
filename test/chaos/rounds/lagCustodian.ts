import type { Round } from './round.ts'

const LAGGING_EPOCHS = 10

/**
 * Ten reports after a heal still speak of the time before it: they order what was healed already. None may be
 * executed; the first report of a custodian that has caught up is.
 */
export const lagCustodian = (seed: number): Round => ({
  name: `custodian lags ${LAGGING_EPOCHS} epochs`,
  fault: 'lagging custodian',
  seed,
  async play(scene) {
    const { don, dice } = scene
    const agent = await scene.startAgent()
    const { statementAt } = await don.order({ ageSeconds: LAGGING_EPOCHS + 2 })
    await scene.allHealed(20_000)
    const killedAt = dice.between(1, LAGGING_EPOCHS)
    for (let left = LAGGING_EPOCHS; left > 0; left--) {
      await don.orderNothing({ statementAt, ageSeconds: left })
      if (left === killedAt) await agent.kill()
      await scene.world.miner.mine(3)
      await scene.quiet()
    }
    await don.order()
  },
})

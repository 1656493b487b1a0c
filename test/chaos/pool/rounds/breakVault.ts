import { isReady, PATIENCE_MS } from './createPoolScene.ts'
import type { PoolRound } from './poolRound.ts'

/** Nodes die, but enough are left: whoever has no keys gets them. */
export const killSomeNodes = (seed: number): PoolRound => ({
  name: 'as many nodes killed as the vault can miss',
  fault: 'vault nodes killed',
  seed,
  async play(scene) {
    const { world, dice, expect } = scene
    const { vault, matchers } = world
    const [matcher] = matchers
    const most = Math.min(vault.threshold - 1, vault.size - vault.threshold)
    const places = dice.shuffle(Array.from({ length: vault.size }, (_, place) => place)).slice(0, dice.between(1, most))
    await vault.kill(places)
    await matcher.kill()
    await matcher.start()
    await scene.giveWork()
    await expect('keys from the nodes that are left', () => matcher.until(isReady, PATIENCE_MS), PATIENCE_MS)
    if (dice.chance(50)) await vault.startAll()
  },
})

/** No node answers: who has its keys goes on; who has none waits, says so, and closes nothing that it could not settle. */
export const killAllNodes = (seed: number): PoolRound => ({
  name: 'all nodes killed',
  fault: 'vault down',
  seed,
  async play(scene) {
    const { world, expect, until, problems } = scene
    const { contracts, vault, matchers } = world
    const [matcher] = matchers
    await vault.kill(Array.from({ length: vault.size }, (_, place) => place))
    const { number } = await scene.look()
    await scene.queueSomething()
    await expect(
      'a settlement by a matcher that has its keys',
      async () => (await scene.look()).number > number && !(await scene.look()).isClosed,
      PATIENCE_MS,
    )

    await matcher.kill()
    const before = await scene.look()
    await matcher.start()
    const dueAt = await scene.request()
    const isDue = async () => (await contracts.client.getBlock()).timestamp > dueAt + 3
    await until(isDue, PATIENCE_MS)
    const saysSo = () =>
      matcher.health()?.matching?.reason === 'keysMissing' && (matcher.health()?.slots?.waiting ?? 0) > 0
    await expect('a matcher that says that keys are missing', saysSo, PATIENCE_MS)
    const after = await scene.look()
    if (after.number !== before.number)
      problems.push(`round ${after.number} was closed by who has no keys to settle it`)
  },
})

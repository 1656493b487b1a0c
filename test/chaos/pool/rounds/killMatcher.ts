import { isReady, PATIENCE_MS, type PoolScene } from './createPoolScene.ts'
import type { PoolRound } from './poolRound.ts'

/** Where a matcher may die. */
export const DEATHS = [
  'before it sends a close',
  'after it sent a close',
  'between close and settlement',
  'while it proves',
  'before it sends a settlement',
  'after it sent a settlement',
  'before it registers',
  'after it registered',
  'while it recovers the keys',
  'at random',
] as const

type Death = (typeof DEATHS)[number]

const SEND = 'eth_sendRawTransaction'

const holdSend = async (
  { world, expect }: PoolScene,
  count: number,
  moment: 'before' | 'after',
  act: () => Promise<unknown>,
) => {
  const [proxy] = world.matcherProxies
  await proxy.mark()
  const { sprung } = await proxy.trap(`${SEND}#${count}`, moment)
  let isSprung = false
  void sprung.then(() => {
    isSprung = true
  })
  await act()
  await expect(`the matcher's transaction ${count}`, () => isSprung, PATIENCE_MS)
}

const reach = async (scene: PoolScene, death: Death): Promise<void> => {
  const { world, dice, expect } = scene
  const [matcher] = world.matchers
  const restart = async () => {
    await matcher.kill()
    await matcher.start()
  }
  const untilMatching = (state: string) =>
    expect(`a matcher that is ${state}`, () => matcher.health()?.matching?.state === state, PATIENCE_MS)
  switch (death) {
    case 'before it sends a close':
    case 'after it sent a close':
      return holdSend(scene, 1, death.startsWith('before') ? 'before' : 'after', scene.giveWork)
    case 'before it sends a settlement':
    case 'after it sent a settlement':
      return holdSend(scene, 2, death.startsWith('before') ? 'before' : 'after', scene.giveWork)
    case 'between close and settlement':
      await scene.request()
      return expect('a close', async () => (await scene.look()).isClosed, PATIENCE_MS)
    case 'while it proves':
      await scene.giveWork()
      return untilMatching('proving')
    case 'before it registers':
    case 'after it registered':
      return holdSend(scene, 1, death.startsWith('before') ? 'before' : 'after', async () => {
        await scene.giveWork()
        await restart()
      })
    case 'while it recovers the keys':
      await scene.giveWork()
      await restart()
      return expect('a matcher without its keys', () => matcher.health()?.state === 'active', PATIENCE_MS)
    case 'at random': {
      await scene.giveWork()
      const at = Date.now() + dice.between(0, 8_000)
      await scene.until(() => Date.now() >= at, PATIENCE_MS)
    }
  }
}

/** Kills the only matcher at one place of its work, once or twice, and starts another with its payer. */
export const killMatcher = (death: Death, seed: number): PoolRound => ({
  name: `matcher killed ${death}`,
  fault: 'matcher killed',
  seed,
  async play(scene) {
    const { world, dice } = scene
    const [matcher] = world.matchers
    const [proxy] = world.matcherProxies
    await reach(scene, death)
    await matcher.kill()
    // What it was about to send is never sent.
    await proxy.release(false)
    await matcher.start()
    if (!dice.chance(30)) return
    await matcher.until(isReady, dice.between(500, 6_000))
    await matcher.kill()
  },
})

/** Two matchers that leave each other no time. */
export const raceMatchers = (seed: number): PoolRound => ({
  name: 'two matchers race',
  fault: 'two matchers',
  seed,
  async play(scene) {
    const { world, dice, expect } = scene
    const [first, second] = world.matchers
    await second.start()
    await expect('a second matcher', () => second.until(isReady, PATIENCE_MS), PATIENCE_MS)
    await scene.giveWork()
    if (!dice.chance(50)) return
    await expect('a close', async () => (await scene.look()).isClosed, PATIENCE_MS)
    await first.kill()
  },
})

/** Nobody is there to settle what was closed: it has to expire, and what waited has to be settled later. */
export const leaveUnsettled = (seed: number): PoolRound => ({
  name: 'nobody settles in time',
  fault: 'nobody settles',
  seed,
  async play(scene) {
    const { world, expect, dice } = scene
    const { contracts, matchers, terms } = world
    const [matcher] = matchers
    const [proxy] = world.matcherProxies
    await proxy.mark()
    if (dice.chance(50)) await scene.request()
    await scene.queueSomething()
    // It closes and says no more.
    const { sprung } = await proxy.trap(`${SEND}#2`, 'before')
    let isSprung = false
    void sprung.then(() => {
      isSprung = true
    })
    await expect('a settlement that is about to be sent', () => isSprung, PATIENCE_MS)
    await matcher.kill()
    const { closedAt, isClosed } = await scene.look()
    if (!isClosed) return
    const isOverdue = async () => (await contracts.client.getBlock()).timestamp > closedAt + terms.settlementWindow
    await expect('the end of the window', isOverdue, PATIENCE_MS)
  },
})

import { PATIENCE_MS, type PoolScene } from './createPoolScene.ts'
import type { PoolRound } from './poolRound.ts'

export const POOL_REORG_MOMENTS = ['a deposit', 'a request', 'a close', 'a settlement', 'a quote'] as const

export type PoolReorgMoment = (typeof POOL_REORG_MOMENTS)[number]

export const MAX_POOL_REORG_DEPTH = 8

const reach = async (scene: PoolScene, moment: PoolReorgMoment): Promise<void> => {
  const { world, expect, dice } = scene
  const { number, state } = await scene.look()
  const isClosed = async () => (await scene.look()).number > number
  const isSettled = async () => (await scene.look()).state.nonce !== state.nonce
  if (moment === 'a quote') return scene.quote(dice.pick(world.makers))
  if (moment === 'a request') return void (await scene.request())
  if (moment === 'a deposit') return scene.queueSomething()
  await scene.giveWork()
  if (moment === 'a close') return expect('a round that is closed', isClosed, PATIENCE_MS)
  await expect('a settlement', isSettled, 2 * PATIENCE_MS)
  // It has to believe what is taken back.
  const { number: settled } = await scene.look()
  const knows = () => world.matchers[0].health()?.matching?.settledRound === Number(settled)
  if (dice.chance(80)) await scene.until(knows, 2_000)
}

/** Takes blocks back around one moment; whoever asked for something that is gone asks for something else. */
export const reorganisePool = (moment: PoolReorgMoment, depth: number, seed: number): PoolRound => ({
  name: `reorganisation of ${moment}, depth ${depth}`,
  fault: 'reorganisation',
  seed,
  async play(scene) {
    const { world, dice } = scene
    await reach(scene, moment)
    await scene.reorganise(depth)
    const isAsked = (await scene.look()).requester !== undefined
    if (moment === 'a quote' || dice.chance(50)) await Promise.all(world.makers.map(scene.quote))
    if (!isAsked && moment !== 'a quote' && dice.chance(60)) await scene.request()
    if (dice.chance(30)) await scene.reorganise(dice.between(1, depth))
  },
})

import { PATIENCE_MS } from './createPoolScene.ts'
import type { PoolRound } from './poolRound.ts'

const SEND = 'eth_sendRawTransaction'

export const MAKER_ERRANDS = ['quote', 'deposit', 'rotate'] as const

type Errand = (typeof MAKER_ERRANDS)[number]

const argumentsOf = (errand: Errand, amount: number): string[] => {
  if (errand === 'rotate') return ['rotate']
  if (errand === 'deposit') return ['deposit', '--amount', `${amount / 100} WBTC`]
  return ['quote', '--size', `${amount / 100} WBTC`, '--premium', `${amount}`]
}

/** Kills a maker between signing and the receipt, and runs the same again: it happens, and it happens once. */
export const killMaker = (errand: Errand, moment: 'before' | 'after', seed: number): PoolRound => ({
  name: `maker killed ${moment} it sends: ${errand}`,
  fault: 'maker killed',
  seed,
  async play(scene) {
    const { world, dice, expect, problems } = scene
    const { makerProxy, contracts } = world
    const who = dice.pick(world.makers)
    const args = argumentsOf(errand, dice.between(20, 90))
    const keysBefore = world.keys().size
    const countOf = () => contracts.client.getTransactionCount({ address: who.address })
    // A deposit is allowed before it is made.
    const trapped = errand === 'deposit' ? dice.between(1, 2) : 1
    await makerProxy.mark()
    const { sprung } = await makerProxy.trap(`${SEND}#${trapped}`, moment)
    let isSprung = false
    void sprung.then(() => {
      isSprung = true
    })
    const run = await scene.maker(who, args)
    await expect(`the maker's transaction ${trapped}`, () => isSprung, PATIENCE_MS)
    await run.kill()
    await makerProxy.release(false)
    const before = await countOf()

    const again = await scene.maker(who, args)
    const code = await again.exited
    const isRefused = code === 4 && again.lines.some((line) => line.includes('waits already'))
    if (code !== 0 && !isRefused) problems.push(`the same again ended with ${code}: ${again.lines.join(' | ')}`)
    await scene.collect()
    if (errand !== 'rotate') return
    const made = world.keys().size - keysBefore
    if (made !== 1) problems.push(`a rotation that was killed made ${made} keys`)
    if (moment === 'after' && (await countOf()) !== before) problems.push('a rotation that was done was sent again')
  },
})

/** The key changes while a round is closed, perhaps while it is proven: the round is settled without it, and the key later. */
export const rotateInRound = (seed: number): PoolRound => ({
  name: 'maker rotates its key while a round is closed',
  fault: 'key rotated',
  seed,
  async play(scene) {
    const { world, dice, expect, problems } = scene
    const [one, other] = dice.shuffle(world.makers)
    if (!one || !other) return
    // One key that waits at the close already, and another in its place.
    const rotate = async (who: typeof one) => {
      const run = await scene.maker(who, ['rotate'])
      const code = await run.exited
      if (code !== 0) problems.push(`${who.name} could not rotate (${code}): ${run.lines.join(' | ')}`)
    }
    const { number } = await scene.look()
    await scene.giveWork()
    await expect('a close', async () => (await scene.look()).number > number, PATIENCE_MS)
    await rotate(one)
    if (dice.chance(50)) await rotate(other)
  },
})

import type { Moment } from '../proxies/proxyMessage.ts'
import type { RpcProxy } from '../proxies/startRpcProxy.ts'
import type { Scene } from './createScene.ts'
import type { Round } from './round.ts'

/** How long a step may take to come; some come only in some runs. */
const STEP_TIMEOUT_MS = 4_000
const FINALITY_BLOCKS = 70

const providerOf = ({ world }: Scene): RpcProxy => {
  const [proxy] = world.proxies
  if (!proxy) throw new Error('the world has no provider')
  return proxy
}

/**
 * Holds the agent's next look at the head while the report is mined and buried, so that every run of the story begins
 * at the same place: with a report that is deep enough to be acted on.
 */
const orderUnseen = async (scene: Scene, proxy: RpcProxy): Promise<void> => {
  const { miner } = scene.world
  // The mark comes after the trap: a look at the head between the two would be the first, and pass unseen.
  const { sprung } = await proxy.trap('eth_getBlockByNumber#1', 'before')
  await proxy.mark()
  await scene.await(sprung)
  await scene.don.order()
  await miner.pause()
  await miner.mine(3)
  await proxy.mark()
}

/** Plays a heal in which nothing breaks, and names each request from the report to the journal's last word, once. */
export const recordRequests = async (scene: Scene): Promise<string[]> => {
  const proxy = providerOf(scene)
  await scene.startAgent()
  await orderUnseen(scene, proxy)
  await proxy.release(true)
  scene.world.miner.resume()
  await scene.allHealed(20_000)
  await scene.world.miner.mine(FINALITY_BLOCKS)
  await scene.quiet()
  const { steps } = await proxy.observe()
  // What comes again asks the same of the same chain: a kill there is the same kill.
  return steps.filter((step) => /^eth_sendRawTransaction|#1$/.test(step))
}

/** Kills the agent at one request of the heal: before the node has it, or before the agent has the answer. */
export const killAtRequest = (step: string, moment: Moment, seed: number): Round => ({
  name: `kill ${moment} ${step}`,
  fault: 'kill at each request',
  seed,
  async play(scene) {
    const proxy = providerOf(scene)
    const agent = await scene.startAgent()
    await orderUnseen(scene, proxy)
    let isReached = false
    const { sprung } = await proxy.trapNext(step, moment)
    void sprung.then(() => {
      isReached = true
    })
    scene.world.miner.resume()
    await scene.until(async () => isReached || (await scene.allHealed(0)), STEP_TIMEOUT_MS)
    await scene.world.miner.mine(FINALITY_BLOCKS)
    await scene.until(() => isReached, 1_000)
    await agent.kill()
    await proxy.release(false)
    // The restart is a story of its own: now and then it does not survive either.
    if (scene.dice.chance(25)) {
      await scene.until(async () => (await proxy.observe()).idleMs < 20, 2_000)
      await agent.kill()
    }
  },
})

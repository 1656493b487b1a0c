import type { Scene, SceneAgent, StartAgentOptions } from './createScene.ts'

const FINALITY_BLOCKS = 70
const STEP_TIMEOUT_MS = 3_000

/**
 * Plays a heal from the agent's start to its end in as few blocks as it takes: each block is a checkpoint in the
 * journal, and kills are enumerated over what the journal writes. `isCut` says that the agent was stopped on the way.
 */
export const healInFewBlocks = async (
  scene: Scene,
  options: StartAgentOptions,
  isCut: (agent: SceneAgent) => boolean,
): Promise<SceneAgent> => {
  const { world, don } = scene
  const { miner, proxies } = world
  await don.isDue()
  await miner.pause()
  const agent = await scene.startAgent(options)
  await proxies[0]?.mark()
  let isOrdered = false
  const ordering = don.order().then(() => {
    isOrdered = true
  })
  // A transaction takes a moment to reach the pool.
  await scene.until(async () => {
    if (!isOrdered) await miner.mine()
    return isOrdered
  })
  await ordering
  await miner.mine(2)
  await scene.until(async () => isCut(agent) || (await proxies[0]?.observe())?.sent.length === 1, STEP_TIMEOUT_MS)
  await miner.mine(3)
  await scene.quiet()
  await miner.mine(FINALITY_BLOCKS)
  await scene.quiet()
  miner.resume()
  return agent
}

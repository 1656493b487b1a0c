import { parseGwei } from 'viem'
import type { Round } from './round.ts'

/** The agent signs up to 500 gwei. */
const AFFORDABLE = parseGwei('200')
const UNAFFORDABLE = parseGwei('900')

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Blocks become dear after the heal was signed. Within the agent's cap it has to outbid itself at the same nonce;
 * above the cap it has to wait until blocks are cheap again. With `kill` it dies while it waits.
 */
export const stickTransaction = (parameters: { isAboveCap: boolean; kill: boolean; seed: number }): Round => {
  const { isAboveCap, kill, seed } = parameters
  return {
    name: `base fee ${isAboveCap ? 'above' : 'below'} the cap while a heal waits${kill ? ', and a kill' : ''}`,
    fault: 'gas spike',
    seed,
    mayAlarm: true,
    async play(scene) {
      const { miner, proxies } = scene.world
      const agent = await scene.startAgent()
      const [proxy] = proxies
      await proxy?.mark()
      const trap = await proxy?.trap('eth_sendRawTransaction#1', 'before')
      await scene.don.order()
      await scene.await(trap?.sprung)
      miner.setBaseFee(isAboveCap ? UNAFFORDABLE : AFFORDABLE)
      await proxy?.release(true)
      await pause(scene.dice.between(200, 2_500))
      if (kill) await agent.kill()
      if (isAboveCap) await pause(2_500)
      else if (!(await scene.allHealed(30_000))) throw new Error('a heal within the fee cap was not pushed')
    },
  }
}

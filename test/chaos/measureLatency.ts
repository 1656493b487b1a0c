import path from 'node:path'
import { createLog } from '../../offchain/log.ts'
import { projectRoot } from '../../script/toolchain/foundry.mjs'
import { bundleAgent } from './agent/bundleAgent.ts'
import { createScene } from './rounds/createScene.ts'
import { startWorld } from './world/startWorld.ts'

const BLOCK_PACE_MS = 1_000
const HEAL_TIMEOUT_MS = 20_000

/** From the block that holds the report to the broadcast of its heal. */
export type Latency = { heals: number; p50Ms: number; p99Ms: number; p50Blocks: number; p99Blocks: number }

const percentile = (values: readonly number[], percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN
}

/** Heals `heals` reports one after another on a chain with a block a second, by an agent that polls five times a second. */
export const measureLatency = async (heals: number, say: (line: string) => void): Promise<Latency> => {
  const log = createLog({ name: 'latency', level: 'warn', json: false })
  const folder = path.join(projectRoot, '.local', 'chaos', `latency-${process.pid}`)
  const bundle = await bundleAgent(folder)
  const world = await startWorld({ name: 'latency', folder, log, postgres: undefined, paceMs: BLOCK_PACE_MS })
  const [ms, blocks]: [number[], number[]] = [[], []]
  const scene = await createScene({ world, bundle, seed: 1, label: 'latency', mayReorganise: false, log })
  try {
    await scene.startAgent({ env: { CONFIRMATIONS: '0', POLL_INTERVAL: '200' } })
    const [proxy] = world.proxies
    if (!proxy) throw new Error('the world has no provider')
    for (let heal = 0; heal < heals; heal++) {
      await proxy.mark()
      const { sprung } = await proxy.trap('eth_sendRawTransaction#1', 'before')
      const broadcast = sprung.then(async () => ({
        at: Date.now(),
        head: await world.client.getBlockNumber({ cacheTime: 0 }),
      }))
      const report = await scene.don.order()
      const minedAt = Date.now()
      const { at, head } = await broadcast
      await proxy.release(true)
      ms.push(Math.max(0, at - minedAt))
      blocks.push(Number(head - report.blockNumber))
      if (!(await scene.allHealed(HEAL_TIMEOUT_MS))) throw new Error(`heal ${heal + 1} did not arrive`)
      if ((heal + 1) % 25 === 0) say(`${heal + 1} of ${heals} heals`)
    }
  } finally {
    await scene.stopAgents()
    await scene.end()
    await world.stop()
  }
  return {
    heals,
    p50Ms: percentile(ms, 50),
    p99Ms: percentile(ms, 99),
    p50Blocks: percentile(blocks, 50),
    p99Blocks: percentile(blocks, 99),
  }
}

import { type Hex, numberToHex } from 'viem'
import type { Report } from '../world/createDon.ts'
import { readTreasury } from '../world/readTreasury.ts'
import type { Scene } from './createScene.ts'
import type { Round } from './round.ts'

/** When the chain forgets. */
export const REORG_MOMENTS = ['beforeSeen', 'beforeSent', 'beforeMined', 'afterMined', 'afterConfirmed'] as const
export type ReorgMoment = (typeof REORG_MOMENTS)[number]

/** What comes back of a report that was forgotten: see {@link bringBack}. */
export const RETURNS = ['sameBlock', 'sameBlockOtherOrder', 'sameBytes', 'otherOrder', 'nextEpoch'] as const
export type Return = (typeof RETURNS)[number]

export type ReorgParameters = { depth: number; moment: ReorgMoment; back: Return; healReturns: boolean; seed: number }

const SEND = 'eth_sendRawTransaction#1'

const isForgotten = async ({ world, fromBlock }: Scene, report: Report): Promise<boolean> => {
  const { lastEpoch } = await readTreasury(world.client, world.deployment)
  return fromBlock > 0n && lastEpoch !== report.epoch
}

/** Which run of the epoch's workflow comes back. */
const editionOf = (back: Return): number => (back === 'otherOrder' || back === 'sameBlockOtherOrder' ? 1 : 0)

type Placed = [object | Hex, number]

/** What a miner on the other branch would have included by itself: the DON's delivery, and perhaps our heal. */
const placeAgain = async (
  scene: Scene,
  report: Report,
  { depth, back, healReturns }: ReorgParameters,
): Promise<Placed[]> => {
  const { world, don, dice, fromBlock } = scene
  const { client, proxies } = world
  const first = (await client.getBlockNumber({ cacheTime: 0 })) - BigInt(depth) + 1n
  if (report.blockNumber < first) return []
  // Sooner than before, if it can be: below what the agent has handled already.
  const height = report.blockNumber - BigInt(dice.between(0, 2))
  const least = first > fromBlock ? first : fromBlock
  const offset = Number((height > least ? height : least) - first)
  const delivery = don.transactionOf({ ...report, edition: editionOf(back) })
  const count = await client.getTransactionCount({ address: delivery.from, blockNumber: first - 1n })
  const placed: Placed[] = [[{ ...delivery, nonce: numberToHex(count) }, offset]]
  const [heal] = (await proxies[0]?.observe())?.sent ?? []
  if (healReturns && heal) placed.push([heal, depth - 1])
  return placed
}

/** Delivers what the chain forgot as a DON would: the same bytes, another run of the same epoch, or the next epoch. */
const bringBack = async (scene: Scene, report: Report, back: Return): Promise<void> => {
  if (!(await isForgotten(scene, report))) return
  if (back === 'nextEpoch') await scene.don.order({ deficit: report.deficit })
  else await scene.don.redeliver(report, editionOf(back))
}

const reach = async (scene: Scene, { moment, depth, back }: ReorgParameters): Promise<Report> => {
  const [proxy] = scene.world.proxies
  const { miner } = scene.world
  await proxy?.mark()
  const trap = await proxy?.trap(SEND, 'before')
  // Old enough for its place in a block of the other branch.
  const report = await scene.don.order({ ageSeconds: back.startsWith('sameBlock') ? Math.ceil(depth / 10) + 1 : 0 })
  if (moment === 'beforeSeen') return report
  await scene.await(trap?.sprung)
  if (moment === 'beforeSent') return report
  await miner.pause()
  await proxy?.release(true)
  await scene.until(async () => (await proxy?.observe())?.sent.length === 1)
  if (moment === 'beforeMined') return report
  miner.resume()
  await scene.allHealed(20_000)
  if (moment === 'afterConfirmed') {
    // Deep enough for the agent to believe it, not too deep for this reorganisation.
    await miner.mine(Math.max(0, Math.min(depth, 60) - 4))
    await scene.quiet()
  }
  return report
}

/** Reorganises the chain at one moment of a heal, at one depth. */
export const reorganise = (parameters: ReorgParameters): Round => {
  const { depth, moment, back, healReturns, seed } = parameters
  return {
    name: `reorg of ${depth} ${moment}, report returns as ${back}${healReturns ? ' with the heal' : ''}`,
    fault: 'reorganisation',
    seed,
    mayAlarm: true,
    async play(scene) {
      const { world } = scene
      await scene.startAgent()
      const report = await reach(scene, parameters)
      await world.miner.pause()
      const pairs = back.startsWith('sameBlock') ? await placeAgain(scene, report, parameters) : []
      await world.client.request({ method: 'anvil_reorg', params: [depth, pairs] } as never)
      // The node's clock went back with its blocks.
      await world.client.request({ method: 'anvil_setTime', params: [Math.floor(Date.now() / 1_000)] } as never)
      world.miner.resume()
      await world.proxies[0]?.release(true)
      await bringBack(scene, report, back)
    },
  }
}

import type { RpcFault } from '../../proxies/rpcFault.ts'
import type { PoolRound } from './poolRound.ts'

const FAULTS: readonly RpcFault[] = [
  { kind: 'down' },
  { kind: 'hang' },
  { kind: 'slow', ms: 700 },
  { kind: 'status', code: 429 },
  { kind: 'truncated' },
  { kind: 'lagging', blocks: 3 },
  { kind: 'oldHead', blocks: 5 },
  { kind: 'missingLogs' },
  { kind: 'noReceipts' },
  { kind: 'status', code: 500, percent: 30 },
  { kind: 'down', percent: 30 },
]

export const RPC_FAULTS: readonly RpcFault[] = FAULTS

/** The matcher's provider misbehaves for a while, from before the work is there or from its close on. */
export const breakMatcherRpc = (fault: RpcFault, seed: number): PoolRound => ({
  name: `RPC ${fault.kind}${fault.percent ? ` (${fault.percent} %)` : ''}`,
  fault: 'RPC',
  seed,
  async play(scene) {
    const { world, dice, until, look } = scene
    const [proxy] = world.matcherProxies
    const isEarly = dice.chance(50)
    if (isEarly) await proxy.setFault(fault, seed)
    await scene.giveWork()
    if (!isEarly) {
      await until(async () => (await look()).isClosed, 20_000)
      await proxy.setFault(fault, seed)
    }
    const at = Date.now() + dice.between(1_000, 9_000)
    await until(() => Date.now() >= at, 20_000)
  },
})

export const LOST_BROADCASTS = ['droppedSilently', 'sentThenError', 'sentThenHang'] as const

/** What the matcher sends is dropped, or it never learns that it was not. */
export const loseBroadcasts = (mode: (typeof LOST_BROADCASTS)[number], seed: number): PoolRound => ({
  name: `lost broadcast, ${mode}`,
  fault: 'lost broadcast',
  seed,
  async play(scene) {
    const { world, expect, dice } = scene
    const [proxy] = world.matcherProxies
    await proxy.mark()
    await proxy.setFault({ kind: 'lostBroadcast', mode }, seed)
    await scene.giveWork()
    const losses = dice.between(1, 2)
    await expect('a broadcast', async () => (await proxy.observe()).sent.length >= losses, 60_000)
  },
})

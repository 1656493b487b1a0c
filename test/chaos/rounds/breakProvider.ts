import type { RpcFault } from '../proxies/rpcFault.ts'
import type { Scene } from './createScene.ts'
import type { Round } from './round.ts'

/** Every way in which a provider fails or lies. */
export const PROVIDER_FAULTS: readonly RpcFault[] = [
  { kind: 'down' },
  { kind: 'hang' },
  { kind: 'slow', ms: 700 },
  { kind: 'status', code: 429 },
  { kind: 'status', code: 500 },
  { kind: 'truncated' },
  { kind: 'lagging', blocks: 12 },
  { kind: 'oldHead', blocks: 30 },
  { kind: 'missingLogs' },
  { kind: 'wrongChain' },
  { kind: 'noReceipts' },
  { kind: 'lostBroadcast', mode: 'droppedSilently' },
  { kind: 'lostBroadcast', mode: 'sentThenError' },
  { kind: 'lostBroadcast', mode: 'sentThenHang' },
  { kind: 'gasSpike', factor: 1_000 },
]

export const FAULT_MOMENTS = ['beforeOrder', 'beforeSent', 'afterSent'] as const
export type FaultMoment = (typeof FAULT_MOMENTS)[number]

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const nameOf = (fault: RpcFault): string => {
  const detail = 'code' in fault ? ` ${fault.code}` : 'mode' in fault ? ` ${fault.mode}` : ''
  return `${fault.kind}${detail}${fault.percent === undefined ? '' : ` (${fault.percent} %)`}`
}

const breakAt = async (scene: Scene, fault: RpcFault, moment: FaultMoment, seed: number): Promise<void> => {
  const [proxy] = scene.world.proxies
  if (!proxy) return
  if (moment === 'beforeOrder') await proxy.setFault(fault, seed)
  const { sprung } = await proxy.trap('eth_sendRawTransaction#1', moment === 'afterSent' ? 'after' : 'before')
  await proxy.mark()
  await scene.don.order()
  if (moment === 'beforeOrder') return proxy.release(true)
  await scene.await(sprung)
  await proxy.setFault(fault, seed)
  await proxy.release(true)
}

/** The agent's only provider breaks for a while: nothing may be lost, nothing done twice. */
export const breakOnlyProvider = (fault: RpcFault, moment: FaultMoment, seed: number): Round => ({
  name: `only provider ${nameOf(fault)}, ${moment}`,
  fault: `RPC ${fault.kind}`,
  seed,
  mayAlarm: true,
  async play(scene) {
    await scene.startAgent()
    await breakAt(scene, fault, moment, seed)
    await pause(scene.dice.between(300, 1_500))
  },
})

/** One of three providers breaks and stays broken: the agent heals all the same. */
export const breakOneOfThree = (fault: RpcFault, position: number, seed: number): Round => ({
  name: `one of three providers ${nameOf(fault)}, number ${position}`,
  fault: `RPC ${fault.kind}, one of three`,
  seed,
  mayAlarm: true,
  async play(scene) {
    const isThereFromTheStart = scene.dice.chance(50)
    const proxy = scene.world.proxies[position]
    if (isThereFromTheStart) await proxy?.setFault(fault, seed)
    await scene.startAgent({ providers: [0, 1, 2] })
    await proxy?.setFault(fault, seed)
    await scene.don.order()
    if (!(await scene.allHealed(30_000))) throw new Error('two honest providers of three were not enough')
  },
})

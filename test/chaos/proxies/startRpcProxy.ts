import { forkProgram } from './forkProgram.ts'
import type { Moment, Observation, ProxyCommand } from './proxyMessage.ts'
import type { RpcFault } from './rpcFault.ts'

/** One provider, in a process of its own. */
export type RpcProxy = {
  url: string
  /** Switches the fault; undefined is honest again. `seed` throws the dice of `percent`. */
  setFault(fault: RpcFault | undefined, seed?: number): Promise<void>
  /** Counts steps from here. */
  mark(): Promise<void>
  /** Sets a trap; `sprung` resolves when the step is reached, which is then held until `release`. */
  trap(step: string, moment: Moment): Promise<{ sprung: Promise<void> }>
  /** Lets the held step go on and sets the next trap before anything else can pass. */
  trapNext(step: string, moment: Moment): Promise<{ sprung: Promise<void> }>
  /** Lets the held step go on, or drops it; forgets a trap that was not reached. */
  release(proceed: boolean): Promise<void>
  observe(): Promise<Observation>
  stop(): void
}

/** Starts a proxy in front of `upstream` on a free loopback port. */
export const startRpcProxy = async (upstream: string): Promise<RpcProxy> => {
  let spring: () => void = () => undefined
  const { port, ask, stop } = await forkProgram<ProxyCommand, Observation | undefined, { event: string }>(
    './rpcProxy.ts',
    [upstream],
    () => spring(),
  )
  const setTrap = async (command: 'trap' | 'trapNext', step: string, moment: Moment) => {
    const sprung = new Promise<void>((resolve) => {
      spring = resolve
    })
    await ask({ command, step, moment })
    return { sprung }
  }
  return {
    url: `http://127.0.0.1:${port}`,
    setFault: async (fault, seed = 0) => void (await ask({ command: 'fault', fault, seed })),
    mark: async () => void (await ask({ command: 'mark' })),
    trap: (step, moment) => setTrap('trap', step, moment),
    trapNext: (step, moment) => setTrap('trapNext', step, moment),
    release: async (proceed) => void (await ask({ command: 'release', proceed })),
    async observe() {
      const observation = await ask({ command: 'observe' })
      if (!observation) throw new Error('the RPC proxy observed nothing')
      return observation
    },
    stop,
  }
}

import { forkProgram } from './forkProgram.ts'
import type { Moment } from './proxyMessage.ts'
import type { WireCommand } from './wireMessage.ts'

/** The way to a PostgreSQL server, in a process of its own. */
export type WireProxy = {
  port: number
  mark(): Promise<void>
  /** Every message that asked the server for something since the mark. */
  steps(): Promise<string[]>
  trap(step: string, moment: Moment): Promise<{ sprung: Promise<void> }>
  untrap(): Promise<void>
  cut(): Promise<void>
  stop(): void
}

/** Starts a proxy in front of the server on `upstreamPort`. */
export const startWireProxy = async (upstreamPort: number): Promise<WireProxy> => {
  let spring: () => void = () => undefined
  const { port, ask, stop } = await forkProgram<WireCommand, string[], { event: string }>(
    './wireProxy.ts',
    [String(upstreamPort)],
    () => spring(),
  )
  return {
    port,
    mark: async () => void (await ask({ command: 'mark' })),
    steps: () => ask({ command: 'read' }),
    async trap(step, moment) {
      const sprung = new Promise<void>((resolve) => {
        spring = resolve
      })
      await ask({ command: 'trap', step, moment })
      return { sprung }
    },
    untrap: async () => void (await ask({ command: 'untrap' })),
    cut: async () => void (await ask({ command: 'cut' })),
    stop,
  }
}

import type { Shutdown } from './createShutdown.ts'

/** What one of several runs in this process starts. */
export type Stage = {
  /** For the run: what it registers ends with the stage. */
  shutdown: Shutdown
  /** Takes down all of it, the last registered first. May be called twice. */
  end: () => Promise<void>
}

/** A part of a program that ends before the program does, or with it. */
export const createStage = (outer: Shutdown): Stage => {
  const ending = new AbortController()
  const cleanups: { name: string; cleanup: () => unknown }[] = []
  const end = async (): Promise<void> => {
    ending.abort(new Error('this run is over'))
    const failed: string[] = []
    for (let next = cleanups.pop(); next; next = cleanups.pop()) {
      try {
        await next.cleanup()
      } catch (error) {
        failed.push(`${next.name}: ${(error as Error).message}`)
      }
    }
    if (failed.length > 0) throw new Error(`cleanups failed: ${failed.join('; ')}`)
  }
  outer.onShutdown('stage', end)
  return {
    shutdown: {
      signal: AbortSignal.any([outer.signal, ending.signal]),
      onShutdown: (name, cleanup) => void cleanups.push({ name, cleanup }),
      shutdown: outer.shutdown,
    },
    end,
  }
}

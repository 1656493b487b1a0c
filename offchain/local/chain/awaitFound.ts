import type { PublicClient } from 'viem'
import { abortAfter } from '../../abortAfter.ts'
import { KitError } from '../../errors.ts'

export type AwaitFoundParameters<T> = {
  /** What is waited for, for the error. */
  what: string
  /** Called with each new block's number; undefined until it is there. */
  find: (toBlock: bigint) => Promise<T | undefined>
  withinMs: number
  /** Gives up earlier; its reason is told. */
  signal: AbortSignal
}

/** Waits for something that a block brings: looks at each new one until `find` answers. */
export const awaitFound = <T>(
  client: PublicClient,
  { what, find, withinMs, signal: outer }: AwaitFoundParameters<T>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const signal = abortAfter(withinMs, outer)
    const finish = (end: () => void): void => {
      unwatch()
      signal.removeEventListener('abort', giveUp)
      end()
    }
    const giveUp = (): void => {
      const reason = outer.aborted ? outer.reason : `not within ${withinMs / 1000} s`
      finish(() => reject(new KitError(`${what}: ${reason instanceof Error ? reason.message : reason}`)))
    }
    const unwatch = client.watchBlockNumber({
      emitOnBegin: true,
      pollingInterval: 100,
      onBlockNumber: async (toBlock) => {
        try {
          const found = await find(toBlock)
          if (found !== undefined) finish(() => resolve(found))
        } catch (error) {
          finish(() => reject(error))
        }
      },
      onError: (error) => finish(() => reject(error)),
    })
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })

import { setTimeout as delay } from 'node:timers/promises'
import { describeError } from '../../chain/describeError.ts'
import { isRetryable } from '../../chain/isRetryable.ts'
import { KitError } from '../../errors.ts'
import type { Maker } from '../maker.ts'
import type { Progress } from '../progress.ts'
import type { MakerView } from './makerView.ts'

export type AwaitViewParameters = {
  /** In words, after "waiting for". */
  what: string
  until: (view: MakerView) => boolean
}

/** Looks at the chain until it is so; gives up, retryable, when the signal aborts. What an endpoint fails is asked again. */
export const awaitView = async (
  { reader, client }: Pick<Maker, 'reader' | 'client'>,
  { what, until }: AwaitViewParameters,
  { signal, tell }: Progress,
): Promise<MakerView> => {
  let told = false
  while (!signal.aborted) {
    try {
      const view = await reader.look()
      if (until(view)) return view
      if (!told) tell(`waiting for ${what}`)
      told = true
    } catch (error) {
      if (!isRetryable(error)) throw error
      tell(`the chain cannot be read, trying again: ${describeError(error)}`)
    }
    await delay(client.pollingInterval, undefined, { signal }).catch(() => undefined)
  }
  throw new KitError(`stopped waiting for ${what}; run the same again to see how it stands`, { retryable: true })
}

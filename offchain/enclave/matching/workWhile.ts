import { setTimeout as delay } from 'node:timers/promises'
import { KitError } from '../../errors.ts'

export type WorkWhileParameters<Result> = {
  /** Says why it is not worth going on, or undefined. What it throws counts as not knowing. */
  findReasonToStop: () => Promise<string | undefined>
  intervalMs: number
  work: (signal: AbortSignal) => Promise<Result>
  signal: AbortSignal
}

/** The work was given up because it had become pointless. */
export class PointlessError extends KitError {
  override readonly name = 'PointlessError'
}

/** Works, and looks now and again whether it is still worth while; if not, aborts the work with a {@link PointlessError}. */
export const workWhile = async <Result>({
  findReasonToStop,
  intervalMs,
  work,
  signal: outer,
}: WorkWhileParameters<Result>): Promise<Result> => {
  const done = new AbortController()
  const pointless = new AbortController()
  const watch = async (): Promise<void> => {
    const signal = AbortSignal.any([outer, done.signal])
    while (!signal.aborted && !pointless.signal.aborted) {
      await delay(intervalMs, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      const reason = await findReasonToStop().catch(() => undefined)
      if (reason) pointless.abort(new PointlessError(reason, { retryable: true }))
    }
  }
  // Nobody waits for it: a node that does not answer must not hold up what is worked out.
  void watch()
  try {
    return await work(AbortSignal.any([outer, pointless.signal]))
  } finally {
    done.abort()
  }
}

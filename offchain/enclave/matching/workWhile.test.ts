import { describe, expect, it } from 'vitest'
import { PointlessError, workWhile } from './workWhile.ts'

const { signal } = new AbortController()

/** Ends only when it is aborted, with the reason. */
const workForever = (until: AbortSignal) =>
  new Promise<never>((_resolve, reject) => until.addEventListener('abort', () => reject(until.reason), { once: true }))

describe('workWhile', () => {
  it('hands back what was worked out, and looks no more then', async () => {
    let looks = 0
    let finish = (_value: string): void => undefined
    const working = workWhile({
      findReasonToStop: async () => {
        looks += 1
        if (looks === 3) finish('done')
        return undefined
      },
      intervalMs: 1,
      work: () =>
        new Promise<string>((resolve) => {
          finish = resolve
        }),
      signal,
    })
    expect(await working).toBe('done')
    const then = looks
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(looks).toBe(then)
  })

  it('aborts the work as soon as it is pointless, and says why', async () => {
    let looks = 0
    const findReasonToStop = async () => {
      looks += 1
      if (looks === 1) throw new Error('the node is gone')
      return looks > 2 ? 'round 4 is settled' : undefined
    }
    const working = workWhile({ findReasonToStop, intervalMs: 1, work: workForever, signal })
    await expect(working).rejects.toBeInstanceOf(PointlessError)
    await expect(working).rejects.toThrow('round 4 is settled')
    expect(looks).toBe(3)
  })

  it('waits for no look that is under way when the work is done', async () => {
    let finish = (): void => undefined
    const working = workWhile({
      findReasonToStop: () => {
        finish()
        return new Promise<never>(() => undefined)
      },
      intervalMs: 1,
      work: () =>
        new Promise<string>((resolve) => {
          finish = () => resolve('done')
        }),
      signal,
    })
    expect(await working).toBe('done')
  })

  it('ends with the signal, and with the work', async () => {
    const end = new AbortController()
    const working = workWhile({
      findReasonToStop: async () => undefined,
      intervalMs: 1,
      work: workForever,
      signal: end.signal,
    })
    end.abort(new Error('told to stop'))
    await expect(working).rejects.toThrow('told to stop')
    const failing = async () => Promise.reject(new Error('no memory'))
    await expect(
      workWhile({ findReasonToStop: async () => undefined, intervalMs: 60_000, work: failing, signal }),
    ).rejects.toThrow('no memory')
  })
})

import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { untilAborted } from './untilAborted.ts'

const never = () => new Promise<never>(() => undefined)

describe('untilAborted', () => {
  it('is what the work comes to', async () => {
    const { signal } = new AbortController()
    await expect(untilAborted(signal, async () => 7)).resolves.toBe(7)
    await expect(untilAborted(signal, () => Promise.reject(new Error('no chain')))).rejects.toThrow('no chain')
  })

  it('leaves nothing behind on a signal that outlives it', async () => {
    const { signal } = new AbortController()
    await untilAborted(signal, async () => 7)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('gives up on work that takes longer than it may', async () => {
    const stop = new AbortController()
    const waiting = untilAborted(stop.signal, never)
    stop.abort(new Error('the asker is gone'))
    await expect(waiting).rejects.toThrow('the asker is gone')
  })

  it('says what it is told to say instead of the reason', async () => {
    const explain = () => new Error('stopped while a transaction was waited for')
    const stop = new AbortController()
    const waiting = untilAborted(stop.signal, never, explain)
    stop.abort()
    await expect(waiting).rejects.toThrow('stopped while')
    await expect(untilAborted(stop.signal, never, explain)).rejects.toThrow('stopped while')
  })

  it('does not begin once it is too late', async () => {
    let begun = false
    const work = async () => {
      begun = true
    }
    await expect(untilAborted(AbortSignal.abort(new Error('too late')), work)).rejects.toThrow('too late')
    expect(begun).toBe(false)
  })
})

import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { abortAfter } from './abortAfter.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const reasonOf = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }))

describe('abortAfter', () => {
  it('fires although nobody holds on to it and garbage is collected in between', async () => {
    const { signal } = new AbortController()
    const reason = reasonOf(abortAfter(100, signal))
    // What a turn has touched is kept until it is over.
    await nextTurn()
    collectGarbage()
    expect(await reason).toMatchObject({ name: 'TimeoutError' })
  }, 5_000)

  it('aborts with the other signal, for its reason', async () => {
    const outer = new AbortController()
    const reason = reasonOf(abortAfter(60_000, outer.signal))
    outer.abort(new Error('told to stop'))
    expect(await reason).toMatchObject({ message: 'told to stop' })
  })

  it('needs no other signal', async () => {
    expect(await reasonOf(abortAfter(10))).toMatchObject({ name: 'TimeoutError' })
  })
})

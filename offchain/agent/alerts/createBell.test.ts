import { describe, expect, it } from 'vitest'
import { createBell } from './createBell.ts'

const LONG_MS = 30_000

describe('createBell', () => {
  it('wakes who sleeps', async () => {
    const bell = createBell()
    const sleep = bell.sleep(LONG_MS)
    bell.ring()
    await sleep
  })

  it('keeps the next sleeper awake when nobody slept, but only that one', async () => {
    const bell = createBell()
    bell.ring()
    bell.ring()
    await bell.sleep(LONG_MS)
    const second = bell.sleep(LONG_MS).then(() => 'woken')
    await expect(Promise.race([second, Promise.resolve('asleep')])).resolves.toBe('asleep')
    bell.ring()
    expect(await second).toBe('woken')
  })

  it('lets the sleeper wake in time', async () => {
    await createBell().sleep(1)
  })
})

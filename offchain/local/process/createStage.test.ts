import { describe, expect, it } from 'vitest'
import { createTestShutdown } from '../../../test/offchain/testShutdown.ts'
import { createStage } from './createStage.ts'

describe('createStage', () => {
  it('ends what was registered, the last first, and only once', async () => {
    const outer = createTestShutdown()
    const { shutdown, end } = createStage(outer)
    const ended: string[] = []
    shutdown.onShutdown('one', () => ended.push('one'))
    shutdown.onShutdown('two', () => ended.push(`two, aborted: ${shutdown.signal.aborted}`))
    await end()
    await outer.run()
    expect(ended).toEqual(['two, aborted: true', 'one'])
  })

  it('ends with the program', async () => {
    const outer = createTestShutdown()
    const { shutdown } = createStage(outer)
    const ended: string[] = []
    shutdown.onShutdown('one', () => ended.push('one'))
    await outer.run()
    expect(ended).toEqual(['one'])
  })

  it('ends all of it, and then says what could not be ended', async () => {
    const { shutdown, end } = createStage(createTestShutdown())
    const ended: string[] = []
    shutdown.onShutdown('one', () => ended.push('one'))
    shutdown.onShutdown('two', () => {
      throw new Error('it hangs')
    })
    await expect(end()).rejects.toThrow('two: it hangs')
    expect(ended).toEqual(['one'])
  })
})

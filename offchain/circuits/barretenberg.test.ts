import { describe, expect, it } from 'vitest'
import { barretenberg } from './barretenberg.ts'

describe('barretenberg', () => {
  it('is the pinned version', async () => {
    expect((await barretenberg(['--version'], {})).trim()).toBe('5.0.0-nightly.20260710')
  })

  it('says where it runs when it does not run here', async () => {
    await expect(barretenberg(['--version'], {}, 'win32-x64')).rejects.toThrow(
      'Barretenberg has no native build for win32-x64; run this on one of linux-x64, linux-arm64, darwin-x64, darwin-arm64',
    )
  })

  it('fails as the program does, with what it said', async () => {
    await expect(barretenberg(['gates', '-b', '/nowhere/program.json'], {})).rejects.toThrow(
      /^bb gates ended with 1: .*\/nowhere\/program.json/s,
    )
  })

  it('knows nothing of our environment', async () => {
    process.env.CRS_PATH = '/nowhere'
    try {
      expect(await barretenberg(['--version'], {})).toContain('5.0.0')
    } finally {
      delete process.env.CRS_PATH
    }
  })
})

import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRunFolder } from './createRunFolder.ts'
import type { Shutdown } from './createShutdown.ts'

describe('createRunFolder', () => {
  let parent: string
  beforeEach(() => {
    parent = fs.mkdtempSync(path.join(os.tmpdir(), 'run-folder-'))
  })
  afterEach(() => fs.rmSync(parent, { recursive: true, force: true }))

  it('keeps others out, sweeps up after the dead and leaves the living alone', async () => {
    const { pid: dead } = spawnSync(process.execPath, ['--version'])
    for (const name of [`run-${dead}`, 'run-1', 'guest']) fs.mkdirSync(path.join(parent, name))
    const cleanups: (() => unknown)[] = []
    const shutdown: Shutdown = {
      signal: new AbortController().signal,
      onShutdown: (_name, cleanup) => void cleanups.push(cleanup),
      shutdown: async () => undefined,
    }
    const folder = await createRunFolder(parent, shutdown)
    expect(fs.statSync(folder).mode & 0o077).toBe(0)
    expect(fs.readdirSync(parent).sort()).toEqual(['guest', 'run-1', path.basename(folder)].sort())
    for (const cleanup of cleanups) await cleanup()
    expect(fs.existsSync(folder)).toBe(false)
  })
})

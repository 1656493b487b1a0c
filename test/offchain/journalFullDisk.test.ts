import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { startTestProgram } from '../../offchain/local/process/testPrograms.ts'
import { findMountNamespace } from './mountNamespace.ts'

const namespace = findMountNamespace()

describe.skipIf(!namespace)('an embedded journal on a full disk', () => {
  it('rejects what it cannot keep, says so when probed, and goes on without a loss once there is space', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-full-'))
    const program = startTestProgram(
      `import { exhaustDisk } from './test/offchain/exhaustDisk.ts'
      await exhaustDisk(${JSON.stringify(folder)})`,
      namespace,
    )
    try {
      const [line] = await program.line(/^\{.*\}$/)
      const seen = JSON.parse(line)
      expect(seen.rejected).toEqual({ probe: true, action: true, progress: true, probeAgain: true })
      expect(seen.rejectedId).toBeGreaterThan(20)
      expect(seen.readable).toBe(seen.rejectedId - 1)
      expect(seen.opensWhenFull).toBe(false)
      expect(seen.kept).toEqual(Array.from({ length: seen.rejectedId }, (_, index) => seen.rejectedId - index))
    } finally {
      program.process.kill('SIGKILL')
      await program.exited
      fs.rmSync(folder, { recursive: true, force: true })
    }
  })
})

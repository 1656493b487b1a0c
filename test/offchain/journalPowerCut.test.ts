import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestProgram, type TestProgram } from '../../offchain/local/process/testPrograms.ts'
import type { WrittenSteps } from './journalState.ts'

const ROUNDS = 10
const CONTROL_ROUNDS = 3

const seed = Number(process.env.JOURNAL_SEED ?? randomInt(2 ** 31))

/** Loudly false where no disk of our own can be had. */
const canMountDisks = (): boolean => {
  const isPossible =
    process.getuid?.() === 0 &&
    fs.existsSync('/dev/loop-control') &&
    spawnSync('losetup', ['-f']).status === 0 &&
    spawnSync('mkfs.ext4', ['-V']).status === 0
  if (!isPossible) console.warn('SKIPPED: simulated power cuts need root, a loop device and mkfs.ext4')
  return isPossible
}

type Cut = { round: number; acknowledged: WrittenSteps; found: WrittenSteps }

describe.skipIf(!process.env.TEST_DEEP || !canMountDisks())('an embedded journal whose power is cut', () => {
  let folder: string
  let program: TestProgram | undefined
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-power-'))
  })
  afterEach(async () => {
    program?.process.kill('SIGKILL')
    await program?.exited
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const cut = async (writer: 'journal' | 'control', rounds: number): Promise<Cut[]> => {
    program = startTestProgram(
      `import { cutPower } from './test/offchain/cutPower.ts'
      await cutPower(${JSON.stringify({ folder, rounds, seed, writer })})`,
      ['unshare', '-m'],
    )
    await program.line(/^done$/)
    const cuts = program.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Cut)
    console.info(`${writer}, JOURNAL_SEED=${seed}: ${cuts.map((each) => JSON.stringify(each)).join('\n')}`)
    expect(cuts).toHaveLength(rounds)
    return cuts
  }

  it(`has every acknowledged record, whole, after each of ${ROUNDS} cuts`, async () => {
    for (const { acknowledged, found } of await cut('journal', ROUNDS)) {
      for (const kind of ['progress', 'action', 'incident'] as const) {
        expect(found[kind], kind).toBeGreaterThanOrEqual(acknowledged[kind])
        expect(found[kind], kind).toBeLessThanOrEqual(acknowledged[kind] + 1)
      }
    }
  }, 300_000)

  it('would lose what is not synced: the cuts are real', async () => {
    for (const { acknowledged, found } of await cut('control', CONTROL_ROUNDS)) {
      expect(acknowledged.progress).toBeGreaterThan(0)
      expect(found.progress).toBeLessThan(acknowledged.progress)
    }
  }, 300_000)
})

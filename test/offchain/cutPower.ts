import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startTestProgram } from '../../offchain/local/process/testPrograms.ts'
import { seededRandom } from '../../offchain/protocol/seededRandom.ts'
import { startJournalWriter } from './journalWriter.ts'

const run = promisify(execFile)

export type CutPowerParameters = { folder: string; rounds: number; seed: number; writer: 'journal' | 'control' }

/** Whether the kernel has stopped the process: from then on it writes nothing. */
const isStopped = (pid: number): boolean => /^\d+ \(.*\) T/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))

/**
 * Cuts the power of a small ext4 disk while a program writes to it, `rounds` times, and prints per round what the
 * program had acknowledged and what the disk has, as one line of JSON.
 *
 * The disk is a loop device. What its file system has not handed to the device is in the page cache of the mount only,
 * so a copy of the backing file is the disk as a power cut leaves it. The program is stopped while it is copied, and
 * the file system is told not to write back by itself. This models the loss of memory, not a disk that lies about its
 * own cache. Needs root and a mount namespace of its own, which takes the mounts along when the process ends.
 */
export const cutPower = async ({ folder, rounds, seed, writer }: CutPowerParameters): Promise<void> => {
  const { below } = seededRandom(seed)
  const dice = (limit: number) => Number(below(BigInt(limit)))
  const image = path.join(folder, 'disk.img')
  const cut = path.join(folder, 'cut.img')
  const disk = path.join(folder, 'disk')
  const afterwards = path.join(folder, 'afterwards')
  for (const mountPoint of [disk, afterwards]) fs.mkdirSync(mountPoint)

  for (let round = 0; round < rounds; round++) {
    fs.writeFileSync(image, '')
    fs.truncateSync(image, 64 * 2 ** 20)
    await run('mkfs.ext4', ['-q', '-F', image])
    await run('mount', ['-o', 'loop,commit=3600', image, disk])

    const file = path.join(disk, 'nested', 'journal.db')
    const program =
      writer === 'journal'
        ? startJournalWriter(file)
        : startTestProgram(`import { writeUnsynced } from './test/offchain/writeUnsynced.ts'
            writeUnsynced(${JSON.stringify(file)})`)
    await program.line(new RegExp(`^progress ${1 + dice(round % 3 === 0 ? 1 : 9)}$`))
    if (round % 3 !== 0) await sleep(dice(200))
    const pid = program.process.pid ?? 0
    program.process.kill('SIGSTOP')
    while (!isStopped(pid)) await sleep(1)
    await run('cp', ['--sparse=always', image, cut])
    program.process.kill('SIGKILL')
    await program.exited

    const last = (kind: string) =>
      Number(
        program.lines
          .findLast((line) => line.startsWith(`${kind} `))
          ?.split(' ')
          .at(1) ?? 0,
      )
    const acknowledged = { progress: last('progress'), action: last('action'), incident: last('incident') }
    await run('mount', ['-o', 'loop', cut, afterwards])
    // Another process looks: SQLite would take the same inode number for the same file as in the last round.
    const reader = startTestProgram(
      `import { readWrittenSteps } from './test/offchain/journalState.ts'
      import { readUnsynced } from './test/offchain/writeUnsynced.ts'
      const file = ${JSON.stringify(path.join(afterwards, 'nested', 'journal.db'))}
      const found = ${writer === 'journal' ? 'await readWrittenSteps(file)' : '{ progress: readUnsynced(file) }'}
      console.log(JSON.stringify(found))`,
    )
    const [found] = await reader.line(/^\{.*\}$/)
    await reader.exited
    console.log(JSON.stringify({ round, acknowledged, found: JSON.parse(found) }))
    for (const mountPoint of [afterwards, disk]) await run('umount', [mountPoint])
  }
  console.log('done')
}

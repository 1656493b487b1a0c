import { startTestProgram, type TestProgram } from '../../offchain/local/process/testPrograms.ts'
import type { WrittenSteps } from './journalState.ts'

export type JournalWriter = TestProgram & {
  /** The last acknowledged step of each kind; 0 when there is none. */
  acknowledged(): WrittenSteps
  /** SIGKILL; resolves when the process is gone and everything it said has been read. */
  kill(): Promise<void>
}

/** Starts writeJournal.ts in a process of its own. `under` is a command to run it under, such as a namespace. */
export const startJournalWriter = (location: string, steps?: number, under: string[] = []): JournalWriter => {
  const program = startTestProgram(
    `import { writeJournal } from './test/offchain/writeJournal.ts'
    await writeJournal({ location: ${JSON.stringify(location)}, steps: ${steps} })`,
    under,
  )
  // Later than its exit: by then its output has been read to the end.
  const closed = new Promise((resolve) => program.process.once('close', resolve))
  const last = (kind: string) =>
    Number(
      program.lines
        .findLast((line) => line.startsWith(`${kind} `))
        ?.split(' ')
        .at(1) ?? 0,
    )
  return {
    ...program,
    acknowledged: () => ({ progress: last('progress'), action: last('action'), incident: last('incident') }),
    async kill() {
      program.process.kill('SIGKILL')
      await closed
    },
  }
}

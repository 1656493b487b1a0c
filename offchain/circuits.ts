import { fileURLToPath } from 'node:url'
import { runProgram } from './circuits/commands/runProgram.ts'
import { listenForStop } from './listenForStop.ts'
import { createLog } from './log.ts'

// Noir's compiler says on standard output what it compiles; that is for answers.
console.log = (...words: unknown[]) => void process.stderr.write(`${words.join(' ')}\n`)
process.exitCode = await runProgram(process.argv.slice(2), {
  project: fileURLToPath(new URL('..', import.meta.url)),
  write: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  signal: listenForStop(createLog({ name: 'circuits', level: 'warn', json: false })),
})

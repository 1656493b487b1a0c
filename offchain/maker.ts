import fs from 'node:fs'
import { listenForStop } from './listenForStop.ts'
import { runProgram } from './maker/commands/runProgram.ts'

if (fs.existsSync('.env')) process.loadEnvFile('.env')
process.exitCode = await runProgram(process.argv.slice(2), {
  environment: process.env,
  listenForStop,
  write: (text) => void process.stdout.write(text),
  tell: (text) => void process.stderr.write(`${text}\n`),
})

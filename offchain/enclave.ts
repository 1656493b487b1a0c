import fs from 'node:fs'
import { runProgram } from './enclave/commands/runProgram.ts'
import { listenForStop } from './listenForStop.ts'

if (fs.existsSync('.env')) process.loadEnvFile('.env')
process.exitCode = await runProgram(process.argv.slice(2), {
  environment: process.env,
  listenForStop,
  write: (text) => void process.stdout.write(text),
})

// The maker's command line, in this process or in one of its own that can be killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { runProgram } from '../../../offchain/maker/commands/runProgram.ts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'

export type Ran = { code: number | null; out: string; err: string }

/** Everything that any command ever said: searched for secrets in the end. */
export const createRunner = () => {
  const said: string[] = []
  const keep = (ran: Ran): Ran => {
    said.push(ran.out, ran.err)
    return ran
  }
  return {
    said,
    /** Runs a command here. */
    run: async (environment: Record<string, string>, ...args: string[]): Promise<Ran> => {
      let [out, err] = ['', '']
      const code = await runProgram(args, {
        environment,
        listenForStop: () => new AbortController().signal,
        write: (text) => {
          out += text
        },
        tell: (text) => {
          err += `${text}\n`
        },
      })
      return keep({ code, out, err })
    },
    /** Runs it as people do, as a process. */
    spawn: (environment: Record<string, string>, ...args: string[]): { child: ChildProcess; ended: Promise<Ran> } => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'offchain/maker.ts', ...args], {
        cwd: projectRoot,
        env: { PATH: process.env.PATH ?? '', ...environment },
      })
      let [out, err] = ['', '']
      child.stdout.on('data', (chunk) => {
        out += chunk
      })
      child.stderr.on('data', (chunk) => {
        err += chunk
      })
      const ended = new Promise<Ran>((resolve) => child.once('close', (code) => resolve(keep({ code, out, err }))))
      return { child, ended }
    },
  }
}

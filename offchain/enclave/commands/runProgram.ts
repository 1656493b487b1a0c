import { CommanderError } from 'commander'
import { describeError } from '../../chain/describeError.ts'
import { createLog } from '../../log.ts'
import { addCollateralCommand } from './collateralCommand.ts'
import { type CreateProgramParameters, createProgram } from './createProgram.ts'
import { EXIT, exitCodeOf } from './exitCode.ts'

/** Runs one command and hands back how the process ends. Never throws. */
export const runProgram = async (
  args: readonly string[],
  parameters: Omit<CreateProgramParameters, 'setExitCode'>,
): Promise<number> => {
  let exitCode: number = EXIT.ok
  const setExitCode = (code: number) => {
    exitCode = code
  }
  const { environment, write } = parameters
  const { ENCLAVE_PAYER_KEY: payerKey = '', RPC_URL: endpoints = '', ENCLAVE_RELAY_URL: relay = '' } = environment
  const secrets = [payerKey.replace(/^0x/, ''), relay, ...endpoints.split(',')]
    .map((secret) => secret.trim())
    .filter(Boolean)
  const log = createLog({ name: 'enclave', secrets, json: !process.stderr.isTTY })
  try {
    const program = createProgram({ ...parameters, setExitCode })
    const now = () => Math.floor(Date.now() / 1_000)
    addCollateralCommand(program, { environment, log, write, setExitCode, now })
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // What is wrong with the command line was said already.
    if (error instanceof CommanderError) return exitCodeOf(error)
    // Only what runs for long has a log that somebody collects.
    if (args[0] === 'run') log.error({ err: describeError(error) }, 'enclave failed')
    else process.stderr.write(`error: ${describeError(error)}\n`)
    return exitCodeOf(error)
  }
}

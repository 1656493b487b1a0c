import { CommanderError } from 'commander'
import { describeError } from '../../chain/describeError.ts'
import type { CommandContext } from './commandContext.ts'
import { createProgram } from './createProgram.ts'
import { EXIT, exitCodeOf } from './exitCode.ts'
import { requireNoKeys } from './requireNoKeys.ts'

/** Runs one command and hands back how the process ends. Never throws. */
export const runProgram = async (
  args: readonly string[],
  context: Omit<CommandContext, 'setExitCode'>,
): Promise<number> => {
  let exitCode: number = EXIT.ok
  const setExitCode = (code: number) => {
    exitCode = code
  }
  try {
    // First of all: what is wrong with a command line is shown, and this must not be.
    requireNoKeys(args)
    await createProgram({ ...context, setExitCode }).parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // What is wrong with the command line was said already.
    if (!(error instanceof CommanderError)) context.tell(`error: ${describeError(error)}`)
    return exitCodeOf(error)
  }
}

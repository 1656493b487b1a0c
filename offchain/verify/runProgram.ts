import { CommanderError } from 'commander'
import { describeError } from '../chain/describeError.ts'
import { createProgram } from './createProgram.ts'
import { exitCodeOf } from './exitCode.ts'
import { verifyQuoteFile } from './quote/verifyQuoteFile.ts'
import type { OpenChain } from './throwawayChain.ts'

export type RunProgramParameters = {
  openChain: OpenChain
  /** Takes the answer. */
  write: (text: string) => void
  /** Takes what is not the answer. */
  complain: (text: string) => void
  /** Whether what breaks now breaks because the process was told to end. */
  isEnding: () => boolean
}

/** Runs one command and hands back how the process ends. Never throws. */
export const runProgram = async (
  args: readonly string[],
  { openChain, write, complain, isEnding }: RunProgramParameters,
): Promise<number> => {
  let exitCode = 0
  const program = createProgram(
    {
      quote: (options) =>
        verifyQuoteFile(options, {
          openChain,
          answer: (text) => write(`${text}\n`),
          warn: (text) => complain(`${text}\n`),
        }),
    },
    {
      now: () => Math.floor(Date.now() / 1000),
      finish: (code) => {
        exitCode = code
      },
    },
  )
  // Subcommands copy this when they are made, so each is told.
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: write, writeErr: complain })
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // What is wrong with the command line was said already.
    if (!(error instanceof CommanderError) && !isEnding()) complain(`error: ${describeError(error)}\n`)
    return exitCodeOf(error)
  }
}

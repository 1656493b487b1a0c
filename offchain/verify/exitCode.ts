import { CommanderError } from 'commander'
import { UnreadableError } from '../protocol/tdx/unreadableError.ts'

/** What the exit codes of `verify` mean; scripts rely on them. */
export const EXIT = {
  /** Genuine. Whether the status that is printed is good enough is for a policy to decide. */
  accepted: 0,
  refused: 1,
  /** Input that cannot be read, or wrong usage. */
  unreadable: 2,
  /** Nothing was decided: the compiler or the throw-away chain failed. */
  undecided: 3,
} as const

/** The exit codes for `verify --help`. */
export const EXIT_CODE_HELP = `
Exit codes: 0 accepted: the quote is genuine, whatever its status; whether that status is good enough is for a policy to
decide. 1 refused; 2 unreadable input or wrong usage; 3 nothing decided: the compiler or the throw-away chain failed.`

/** How a command that threw ends. */
export const exitCodeOf = (error: unknown): number => {
  // Showing help ends in an error too, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.accepted : EXIT.unreadable
  return error instanceof UnreadableError ? EXIT.unreadable : EXIT.undecided
}

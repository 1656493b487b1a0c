import { CommanderError } from 'commander'
import { isRetryable } from '../../chain/isRetryable.ts'
import { RefusedError } from '../refusedError.ts'

/** What the exit codes mean; service managers rely on them. */
export const EXIT = {
  /** Done, or done before; also a loop that was told to stop. */
  ok: 0,
  /** It cannot run as it is configured: a restart will not help. */
  misconfigured: 1,
  usage: 2,
  /** `status` looked, and found something wrong. */
  unhealthy: 3,
  /** It cannot be done as things stand: nothing was sent for it, or the settlement did not do it. */
  refused: 4,
  /** Something outside does not answer, or what was waited for is still to come: the same again later may help. */
  tryLater: 75,
} as const

/** The exit codes for `maker --help`. */
export const EXIT_CODE_HELP = `
Exit codes: 0 done, done before, or stopped when told to; 1 cannot run as configured; 2 wrong usage; 3 status found
something wrong; 4 refused as things stand, with the reason; 75 something does not answer, or is still to come: try later.`

/** How a command that threw ends. */
export const exitCodeOf = (error: unknown): number => {
  // Showing help ends in an error too, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof RefusedError) return EXIT.refused
  return isRetryable(error) ? EXIT.tryLater : EXIT.misconfigured
}

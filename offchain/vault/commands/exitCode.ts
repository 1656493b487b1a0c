import { CommanderError } from 'commander'
import { isRetryable } from '../../chain/isRetryable.ts'

/** What the exit codes mean; service managers rely on them. */
export const EXIT = {
  /** Done; also a node that was told to stop. */
  ok: 0,
  /** It cannot run as it is configured: a restart will not help. */
  misconfigured: 1,
  usage: 2,
  /** It works, but not all of it: a node is missing, a share is not held, a ciphertext is not well made. */
  unhealthy: 3,
  /** The vault opens nothing. */
  down: 4,
  /** Something outside does not answer: a restart later may help. */
  tryLater: 75,
} as const

/** The exit codes for `vault --help`. */
export const EXIT_CODE_HELP = `
Exit codes: 0 done, or stopped when told to; 1 cannot run as configured; 2 wrong usage; 3 done or working, but a node is
left behind, or a ciphertext is not well made; 4 the vault opens nothing; 75 something outside does not answer, try later.`

/** How a command that threw ends. */
export const exitCodeOf = (error: unknown): number => {
  // Showing help ends in an error too, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  return isRetryable(error) ? EXIT.tryLater : EXIT.misconfigured
}

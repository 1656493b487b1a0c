import { CommanderError } from 'commander'
import { isRetryable } from '../../chain/isRetryable.ts'

/** What the agent's exit codes mean; scripts and service managers rely on them. */
export const EXIT = {
  /** Done; also a running agent that was told to stop. */
  ok: 0,
  /** It cannot run as it is configured: a restart will not help. */
  misconfigured: 1,
  usage: 2,
  /** `doctor`, `status` and `simulate` looked, and found something wrong or something in the way. */
  unhealthy: 3,
  /** Something outside does not answer: a restart later may help. */
  tryLater: 75,
} as const

/** The exit codes for `agent --help`. */
export const EXIT_CODE_HELP = `
Exit codes: 0 done, or stopped when told to; 1 cannot run as configured; 2 wrong usage; 3 doctor, status or simulate
found something wrong; 75 something outside does not answer, try again later.`

/** How a command that threw ends: a configuration that is wrong stays wrong, an endpoint may answer later. */
export const exitCodeOf = (error: unknown): number => {
  // Showing help ends in an error too, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  return isRetryable(error) ? EXIT.tryLater : EXIT.misconfigured
}

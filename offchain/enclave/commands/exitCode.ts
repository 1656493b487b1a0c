import { CommanderError } from 'commander'
import { isRetryable } from '../../chain/isRetryable.ts'
import { EnclaveRevokedError } from '../runEnclave.ts'

/** What the exit codes mean; service managers rely on them. */
export const EXIT = {
  /** Done; also a running enclave that was told to stop. */
  ok: 0,
  /** It cannot run as it is configured: a restart will not help. */
  misconfigured: 1,
  usage: 2,
  /** `status` looked, and found something wrong. */
  unhealthy: 3,
  /** The key was revoked. A restart would make another one, which is for a person to decide. */
  revoked: 4,
  /** Something outside does not answer: a restart later may help. */
  tryLater: 75,
} as const

/** The exit codes for `enclave --help`. */
export const EXIT_CODE_HELP = `
Exit codes: 0 done, or stopped when told to; 1 cannot run as configured; 2 wrong usage; 3 status found something wrong;
4 the key was revoked: do not restart before you know why; 75 something outside does not answer, try again later.`

/** How a command that threw ends. */
export const exitCodeOf = (error: unknown): number => {
  // Showing help ends in an error too, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof EnclaveRevokedError) return EXIT.revoked
  return isRetryable(error) ? EXIT.tryLater : EXIT.misconfigured
}

import { CommanderError } from 'commander'

/** What the exit codes of `circuits` mean; CI relies on them. */
export const EXIT = {
  ok: 0,
  /** What is committed is not what the sources give, or something failed or was refused. */
  failed: 1,
  usage: 2,
} as const

/** The exit codes for `circuits --help`. */
export const EXIT_CODE_HELP = `
Exit codes: 0 done, and for \`check\` that nothing differs; 1 something differs, failed or was refused; 2 wrong usage.`

/** How a command that threw ends. */
export const exitCodeOf = (error: unknown): number => {
  // Showing help ends in an error too, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  return EXIT.failed
}

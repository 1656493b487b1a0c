/** What commands are given by whoever runs them. */
export type CommandContext = {
  /** Where what is committed is. */
  project: string
  /** Takes the answers. */
  write: (text: string) => void
  /** Takes what is not the answer: progress and errors. */
  complain: (text: string) => void
  setExitCode: (code: number) => void
  /** Aborts when the process is told to end. */
  signal: AbortSignal
}

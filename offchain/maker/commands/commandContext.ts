import type { Log } from '../../log.ts'

/** What commands are given by whoever runs them. */
export type CommandContext = {
  environment: NodeJS.ProcessEnv
  /** Begins to listen for what tells a command to stop. */
  listenForStop: (log: Log) => AbortSignal
  /** Takes the answers of the commands. */
  write: (text: string) => void
  /** Takes a line of progress, or of what went wrong: standard error. */
  tell: (text: string) => void
  setExitCode: (code: number) => void
}

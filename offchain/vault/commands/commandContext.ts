import type { Log } from '../../log.ts'

/** What commands are given by whoever runs them. */
export type CommandContext = {
  environment: NodeJS.ProcessEnv
  /** Begins to listen for what tells a command to stop. */
  listenForStop: (log: Log) => AbortSignal
  /** Takes the answers of the commands; logs go to standard error. */
  write: (text: string) => void
  setExitCode: (code: number) => void
}

import { createLog, type Log } from '../../offchain/log.ts'

/** A real log that keeps every line it prints. */
export const recordLog = (): { log: Log; lines: string[] } => {
  const lines: string[] = []
  const log = createLog({ name: 'test', level: 'debug', stream: { write: (line: string) => void lines.push(line) } })
  return { log, lines }
}

import type { Shutdown } from './createShutdown.ts'
import { type ProcessFacts, readProcess } from './readProcess.ts'

/** npm runs `sh -c script`, and that shell survives npm: its parent is the one to watch. */
const carrierShell = (pid: number): ProcessFacts | undefined => {
  const facts = readProcess(pid)
  return facts?.command[1] === '-c' ? facts : undefined
}

/**
 * Shuts down (exit code 129, as for a hang-up) when the process that launched this one is gone. SIGKILL of npm or of a
 * script sends no signal to what they started, so the only sign is a new parent.
 * Outside Linux the shell of npm hides npm, and only the direct parent is watched.
 */
export const exitWithParent = ({ shutdown, signal }: Shutdown, intervalMs = 500): void => {
  const launcher = process.ppid
  const launcherOfShell = carrierShell(launcher)?.parent
  const isOrphan = () =>
    process.ppid !== launcher || (launcherOfShell !== undefined && readProcess(launcher)?.parent !== launcherOfShell)
  const timer = setInterval(() => {
    if (isOrphan()) void shutdown('the process that started this one is gone', 129)
  }, intervalMs)
  timer.unref()
  signal.addEventListener('abort', () => clearInterval(timer))
}

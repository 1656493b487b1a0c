import { EXIT } from '../commands/exitCode.ts'
import type { CheckResult } from './doctorCheck.ts'

/** Whether nothing failed, all that failed may pass later by itself, or something must be put right. */
export const chooseExitCode = (results: readonly CheckResult[]): number => {
  const failed = results.filter((result) => result.verdict === 'fail')
  if (failed.length === 0) return EXIT.ok
  return failed.every(({ retryable }) => retryable) ? EXIT.tryLater : EXIT.unhealthy
}

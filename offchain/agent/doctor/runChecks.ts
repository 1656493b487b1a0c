import { describeError } from '../../chain/describeError.ts'
import { isRetryable } from '../../chain/isRetryable.ts'
import { settleWithin } from '../alerts/settleWithin.ts'
import type { CheckName, CheckResult, DoctorCheck, Finding } from './doctorCheck.ts'
import type { DoctorContext } from './doctorContext.ts'

export type RunChecksParameters = {
  checks: readonly DoctorCheck[]
  context: DoctorContext
  /** How long all of them together may take, in milliseconds. */
  timeoutMs: number
}

const URL = /\b[a-z]+:\/\/[^\s"')]+/gi

/** What a check threw instead of finding it. */
const failureOf = (error: unknown): Finding => {
  const retryable = isRetryable(error)
  const fix = retryable ? 'try again; if it stays, replace the endpoint or service' : 'correct the setting named'
  return { verdict: 'fail', detail: describeError(error), fix, retryable }
}

/** Runs each check as soon as those that it builds on have passed or warned; none can hold up or fell another. */
export const runChecks = async ({ checks, context, timeoutMs }: RunChecksParameters): Promise<CheckResult[]> => {
  const deadlineMs = performance.now() + timeoutMs
  const { signal } = new AbortController()
  const started = new Map<CheckName, Promise<CheckResult>>()
  const run = async ({ check, needs, run: examine }: DoctorCheck): Promise<CheckResult> => {
    const needed = await Promise.all(needs.map((need) => started.get(need)))
    const missing = needed.find((result) => result?.verdict === 'fail' || result?.verdict === 'skip')
    if (missing) return { check, verdict: 'skip', detail: `needs ${missing.check} to pass` }
    const finding = await settleWithin({
      timeoutMs: Math.max(deadlineMs - performance.now(), 1),
      signal,
      name: check,
      work: (stop) => examine(context, stop),
    }).catch(failureOf)
    return { check, ...finding, detail: finding.detail.replaceAll(URL, '<url>') }
  }
  for (const check of checks) started.set(check.check, run(check))
  return Promise.all(started.values())
}

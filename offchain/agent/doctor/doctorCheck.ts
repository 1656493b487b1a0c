import type { DoctorContext } from './doctorContext.ts'

/** The checks in the order in which they are shown. */
export type CheckName =
  | 'configuration'
  | 'endpoints'
  | 'chain id'
  | 'heads'
  | 'clock'
  | 'contracts'
  | 'wiring'
  | 'agent'
  | 'gas'
  | 'sealing key'
  | 'funds'
  | 'limits'
  | 'pause'
  | 'attestation'
  | 'prices'
  | 'proof of reserve'
  | 'logs'
  | 'journal'
  | 'alerts'
  | 'collateral'
  | 'dark pool'

/** What a check found. `retryable`: it may pass later although nobody changes the set-up. */
export type Finding =
  | { verdict: 'pass' | 'skip'; detail: string }
  | { verdict: 'warn'; detail: string; fix: string }
  | { verdict: 'fail'; detail: string; fix: string; retryable?: boolean }

/** One line of the doctor's answer. */
export type CheckResult = { check: CheckName } & Finding

/** One question about the set-up. It is skipped when one that it builds on did not pass. */
export type DoctorCheck = {
  check: CheckName
  needs: readonly CheckName[]
  /** `signal` aborts when nobody waits for the finding any more. */
  run(context: DoctorContext, signal: AbortSignal): Promise<Finding>
}

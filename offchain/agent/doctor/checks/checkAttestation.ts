import { readMaxAge } from '../../../chain/readMaxAge.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether the latest report is fresh enough to be acted on. */
export const checkAttestation = async (context: DoctorContext): Promise<Finding> => {
  const { best, client, attestation } = context
  const [state, maxAge] = await Promise.all([context.readState(), readMaxAge(client, { attestation })])
  if (state.unknownReason === 'PAUSED') return { verdict: 'skip', detail: 'the attestation is paused' }
  if (state.unknownReason === 'NEVER_REPORTED') {
    return {
      verdict: 'warn',
      detail: 'UNKNOWN: no report was ever recorded, so nothing is healed',
      fix: 'accept the workflow (acceptWorkflow) and let it run once',
    }
  }
  const age = (best?.head.timestamp ?? 0) - Math.min(state.epoch, state.statementAt)
  if (state.status === 'UNKNOWN') {
    return {
      verdict: 'fail',
      detail: `UNKNOWN: report ${state.epoch} speaks of ${age} s ago, above the maximum of ${maxAge} s`,
      fix: 'find out why the workflow, or the custodian it asks, stopped reporting; nothing is healed until it does',
    }
  }
  return { verdict: 'pass', detail: `${state.status} as of ${age} s ago, valid for ${maxAge} s` }
}

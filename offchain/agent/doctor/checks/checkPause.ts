import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether a guardian stopped treasury or attestation. */
export const checkPause = async (context: DoctorContext): Promise<Finding> => {
  const { paused, unknownReason } = await context.readState()
  const stopped = [
    ...(paused ? [`treasury ${context.treasury}`] : []),
    ...(unknownReason === 'PAUSED' ? [`attestation ${context.attestation}`] : []),
  ]
  if (stopped.length === 0) return { verdict: 'pass', detail: 'nothing is paused' }
  return {
    verdict: 'fail',
    detail: `paused: ${stopped.join(', ')}`,
    fix: 'ask the guardian why; then its owner calls unpause()',
  }
}

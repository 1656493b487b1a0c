import { KitError } from '../../../errors.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'
import type { JournalProbe } from '../probeJournal.ts'

const MEANING: Record<JournalProbe, string> = {
  new: 'will be created when the agent starts',
  free: 'opens and can be written',
  inUse: 'in use by a running agent',
}

/** Whether the journal can be written and belongs to this deployment. After `wiring`: a new one is bound for good. */
export const checkJournal = async (context: DoctorContext): Promise<Finding> => {
  const { best, attestation, treasury, probeJournal } = context
  try {
    const state = await probeJournal({ chainId: best?.chainId ?? 0, attestation, treasury })
    return { verdict: 'pass', detail: MEANING[state] }
  } catch (error) {
    return {
      verdict: 'fail',
      detail: error instanceof Error ? error.message : String(error),
      fix: 'set AGENT_STORE to a file that this user can write and no other deployment uses, or correct DATABASE_URL',
      retryable: error instanceof KitError && error.retryable,
    }
  }
}

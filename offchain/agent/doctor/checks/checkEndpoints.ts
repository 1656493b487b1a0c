import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether enough RPC endpoints answer to agree with each other. */
export const checkEndpoints = async ({ survey, quorum }: DoctorContext): Promise<Finding> => {
  const silent = survey.flatMap((endpoint) => (endpoint.answers ? [] : [`${endpoint.name}: ${endpoint.error}`]))
  const answering = survey.length - silent.length
  if (silent.length === 0) return { verdict: 'pass', detail: `${answering} of ${survey.length} answer` }
  return {
    verdict: answering < quorum ? 'fail' : 'warn',
    detail: `${answering} of ${survey.length} answer, ${quorum} must agree; ${silent.join('; ')}`,
    fix: 'start the node, or correct its address in RPC_URL (#1 is the first one there)',
    retryable: true,
  }
}

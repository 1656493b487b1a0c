import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether all endpoints are of one chain, and of the expected one. */
export const checkChainId = async ({ survey, expectedChainId, fit }: DoctorContext): Promise<Finding> => {
  const answering = survey.filter((endpoint) => endpoint.answers)
  if (answering.length === 0) return { verdict: 'skip', detail: 'no endpoint answers' }
  if (fit.length === answering.length) {
    return {
      verdict: 'pass',
      detail: `chain ${fit[0]?.chainId}${expectedChainId === undefined ? ' (CHAIN_ID is not set)' : ''}`,
    }
  }
  const named = answering.map(({ name, chainId }) => `${name} is on chain ${chainId}`).join(', ')
  if (expectedChainId === undefined) {
    return {
      verdict: 'fail',
      detail: named,
      fix: 'set CHAIN_ID, and remove the endpoints of other chains from RPC_URL',
    }
  }
  return {
    verdict: 'fail',
    detail: `CHAIN_ID is ${expectedChainId}, but ${named}`,
    fix: 'replace the endpoints of other chains in RPC_URL, or correct CHAIN_ID',
  }
}

import { isAddressEqual, zeroAddress } from 'viem'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether the key that signs is the one that the treasury obeys. */
export const checkAgent = async (context: DoctorContext): Promise<Finding> => {
  const [signer, { agent }] = await Promise.all([context.openSigner(), context.readState()])
  if (!signer) {
    return {
      verdict: 'warn',
      detail: 'a dry run: heals are simulated and nothing is sent',
      fix: 'to act, set AWAL_DRY_RUN=false and a key',
    }
  }
  if (isAddressEqual(signer.address, agent)) {
    return { verdict: 'pass', detail: `${signer.kind} signs as the treasury's agent ${agent}` }
  }
  const obeyed = agent === zeroAddress ? 'has no agent' : `obeys ${agent}`
  return {
    verdict: 'fail',
    detail: `the ${signer.kind} key belongs to ${signer.address}, but the treasury ${obeyed}`,
    fix: `use the agent's key, or let the treasury's owner call setAgent(${signer.address})`,
  }
}

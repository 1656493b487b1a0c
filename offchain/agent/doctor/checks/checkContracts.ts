import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether there are contracts at the two addresses that everything else is asked of. */
export const checkContracts = async ({ best, client, attestation, treasury }: DoctorContext): Promise<Finding> => {
  if (!best) return { verdict: 'skip', detail: 'no endpoint on the right chain answers' }
  const named = [
    { setting: 'CONTRACT_ADDRESS', address: attestation },
    { setting: 'TREASURY_ADDRESS', address: treasury },
  ]
  const codes = await Promise.all(named.map(({ address }) => client.getCode({ address })))
  const empty = named.filter((_, index) => codes[index] === undefined)
  if (empty.length === 0) return { verdict: 'pass', detail: `code at ${attestation} and ${treasury}` }
  const settings = empty.map(({ setting }) => setting).join(' and ')
  return {
    verdict: 'fail',
    detail: empty
      .map(({ setting, address }) => `${setting} ${address} has no code on chain ${best.chainId}`)
      .join('; '),
    fix: `correct ${settings} (the deployment file has it), or RPC_URL if this is the wrong chain`,
  }
}

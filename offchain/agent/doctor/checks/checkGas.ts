import { formatEther } from 'viem'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** What one heal may use, with room above the 300,000 that it does use. */
const HEAL_GAS = 400_000n

/** Whether the agent can pay for a heal at the fees of now. */
export const checkGas = async ({ client, openSigner, minGasBalance }: DoctorContext): Promise<Finding> => {
  const signer = await openSigner()
  if (!signer) return { verdict: 'skip', detail: 'a dry run pays no gas' }
  const [balance, { maxFeePerGas }] = await Promise.all([
    client.getBalance({ address: signer.address }),
    client.estimateFeesPerGas(),
  ])
  const detail = `${signer.address} has ${formatEther(balance)} ether`
  const fix = `send ether to ${signer.address}`
  const cost = HEAL_GAS * maxFeePerGas
  if (balance < cost) {
    return { verdict: 'fail', detail: `${detail}; one heal may cost ${formatEther(cost)}`, fix }
  }
  if (balance < minGasBalance) {
    return { verdict: 'warn', detail: `${detail}, below MIN_GAS_BALANCE ${formatEther(minGasBalance)}`, fix }
  }
  return { verdict: 'pass', detail }
}

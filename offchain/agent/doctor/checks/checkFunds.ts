import { formatUnits } from 'viem'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether the treasury can pay for the largest heal that it allows. */
export const checkFunds = async (context: DoctorContext): Promise<Finding> => {
  const [{ balance, decimals, symbol }, { perAction }] = await Promise.all([context.readFunds(), context.readState()])
  const detail = `the treasury holds ${formatUnits(balance, decimals)} ${symbol}`
  const fix = `send ${symbol} to the treasury ${context.treasury}`
  if (balance === 0n) return { verdict: 'fail', detail, fix }
  if (balance >= perAction) return { verdict: 'pass', detail }
  const largest = formatUnits(perAction, decimals)
  return { verdict: 'warn', detail: `${detail}, less than one heal may spend (${largest})`, fix }
}

import { formatUnits } from 'viem'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether the treasury's caps leave anything to spend. */
export const checkLimits = async (context: DoctorContext): Promise<Finding> => {
  const [{ perAction, available }, { decimals, symbol }] = await Promise.all([context.readState(), context.readFunds()])
  if (perAction === 0n) {
    return {
      verdict: 'fail',
      detail: 'one heal may spend nothing (limits.perAction is 0)',
      fix: "let the treasury's owner schedule setLimits with a perAction above 0",
    }
  }
  const detail = `one heal may spend ${formatUnits(perAction, decimals)} ${symbol}`
  if (available === 0n) {
    return {
      verdict: 'warn',
      detail: `${detail}, but the window is used up`,
      fix: 'wait until earlier heals leave the window, or let the owner raise limits.perWindow',
    }
  }
  return { verdict: 'pass', detail: `${detail}, the window has ${formatUnits(available, decimals)} left` }
}

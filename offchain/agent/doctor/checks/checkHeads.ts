import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** How far behind the furthest endpoint another may be, in seconds of block time. */
const MAX_LAG_SECONDS = 60

/** Whether an endpoint lags behind the others. */
export const checkHeads = async ({ fit, best }: DoctorContext): Promise<Finding> => {
  if (!best) return { verdict: 'skip', detail: 'no endpoint on the right chain answers' }
  const lagging = fit.filter(({ head }) => best.head.timestamp - head.timestamp > MAX_LAG_SECONDS)
  if (lagging.length === 0) {
    const others = fit.length === 1 ? '' : `; all ${fit.length} endpoints are within ${MAX_LAG_SECONDS} s of it`
    return { verdict: 'pass', detail: `block ${best.head.number}${others}` }
  }
  const named = lagging.map(({ name, head }) => {
    const [blocks, seconds] = [best.head.number - head.number, best.head.timestamp - head.timestamp]
    return `${name} is ${blocks} blocks (${seconds} s) behind ${best.name}`
  })
  return {
    verdict: 'fail',
    detail: named.join('; '),
    fix: 'let the node catch up, or replace the endpoint in RPC_URL',
    retryable: true,
  }
}

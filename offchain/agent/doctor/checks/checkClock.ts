import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Between two blocks the newest one grows old with nothing wrong: five slots of mainnet, in seconds. */
const USUAL_BLOCK_AGE_SECONDS = 60

/** Whether this machine's clock and the newest block tell the same time. */
export const checkClock = async ({ best, now, maxClockSkewSeconds }: DoctorContext): Promise<Finding> => {
  if (!best) return { verdict: 'skip', detail: 'no endpoint on the right chain answers' }
  const age = now() - best.head.timestamp
  if (age < -maxClockSkewSeconds) {
    return {
      verdict: 'fail',
      detail: `the newest block is ${-age} s in the future: this machine's clock is behind`,
      fix: 'synchronise the clock (NTP); compare date -u with another machine',
    }
  }
  if (age > maxClockSkewSeconds + USUAL_BLOCK_AGE_SECONDS) {
    return {
      verdict: 'fail',
      detail: `the newest block is ${age} s old: this machine's clock is ahead, or the chain or its endpoints stand still`,
      fix: 'compare date -u with another machine and synchronise (NTP); if it is right, replace the endpoints in RPC_URL',
    }
  }
  return { verdict: 'pass', detail: `the newest block is ${age} s old` }
}

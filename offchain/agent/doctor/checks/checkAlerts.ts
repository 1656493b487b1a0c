import { KitError } from '../../../errors.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Whether somebody would hear an alert. */
export const checkAlerts = async ({ channels }: DoctorContext, signal: AbortSignal): Promise<Finding> => {
  if (channels.length === 0) {
    return {
      verdict: 'warn',
      detail: 'no channel is set: nobody would hear an alert',
      fix: 'set SLACK_WEBHOOK_URL, DISCORD_WEBHOOK_URL, ALERT_WEBHOOK_URL or SMTP_HOST',
    }
  }
  const outcomes = await Promise.allSettled(channels.map((channel) => channel.probe(signal)))
  const failed = outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [{ name: channels[index]?.name, reason: outcome.reason as unknown }] : [],
  )
  if (failed.length === 0) {
    return { verdict: 'pass', detail: `${channels.map(({ name }) => name).join(', ')} would be reached` }
  }
  const describe = (reason: unknown) => (reason instanceof Error ? reason.message : String(reason))
  return {
    verdict: 'fail',
    detail: failed.map(({ name, reason }) => `${name}: ${describe(reason)}`).join('; '),
    fix: `check the address and credentials of ${failed.map(({ name }) => name).join(', ')}`,
    retryable: failed.every(({ reason }) => reason instanceof KitError && reason.retryable),
  }
}

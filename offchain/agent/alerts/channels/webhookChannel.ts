import { createHmac } from 'node:crypto'
import type { Channel } from '../channel.ts'
import { probeUrl } from '../probeUrl.ts'
import { requestUrl } from '../requestUrl.ts'

export type WebhookChannelParameters = {
  url: URL
  /** Shared with the receiver. */
  secret: string
  /** Unix seconds. */
  now: () => number
}

/**
 * Posts JSON to a receiver of one's own. `x-alert-signature` is `v1=` and the hexadecimal HMAC-SHA256, under the shared
 * secret, of `x-alert-timestamp`, a full stop and the body; `idempotency-key` is the same for every attempt.
 */
export const webhookChannel = ({ url, secret, now }: WebhookChannelParameters): Channel => ({
  name: 'webhook',
  deliver: async (message, signal) => {
    const { closedAt, openedAt } = message
    const durationSeconds = closedAt === undefined ? null : closedAt - openedAt
    const body = JSON.stringify({ version: 1, ...message, closedAt: closedAt ?? null, durationSeconds })
    const timestamp = String(now())
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
    await requestUrl({
      url,
      name: 'the webhook',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-alert-timestamp': timestamp,
        'x-alert-signature': `v1=${signature}`,
        'idempotency-key': message.key,
      },
      body,
      signal,
    })
  },
  probe: (signal) => probeUrl({ url, name: 'the webhook', signal }),
})

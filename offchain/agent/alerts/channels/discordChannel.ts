import type { AlertMessage, Channel } from '../channel.ts'
import { describeMessage } from '../describeMessage.ts'
import { requestUrl } from '../requestUrl.ts'

const COLORS: Record<AlertMessage['severity'], number> = { info: 0x4a90d9, warning: 0xe8a33d, critical: 0xc0392b }
const OVER = 0x2e9e5b

/** Markup gets a backslash; an `@` is kept from the word after it, so that nobody is called. */
const escapeDiscord = (text: string): string => text.replace(/[\\`*_~|>#<()[\]:-]/g, '\\$&').replaceAll('@', '@\u200b')

/** Posts to a Discord webhook. */
export const discordChannel = (url: URL): Channel => {
  // Without it Discord answers before it knows whether the message will be stored.
  const posting = new URL(url)
  posting.searchParams.set('wait', 'true')
  return {
    name: 'discord',
    deliver: async (message, signal) => {
      const { title, summary, facts } = describeMessage(message)
      const embed = {
        title: escapeDiscord(title),
        description: escapeDiscord(summary),
        color: message.phase === 'closed' ? OVER : COLORS[message.severity],
        fields: facts.map(([name, value]) => ({ name, value: escapeDiscord(value) })),
      }
      await requestUrl({
        url: posting,
        name: 'the Discord webhook',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ embeds: [embed], allowed_mentions: { parse: [] } }),
        signal,
      })
    },
    // Discord describes a webhook to whoever knows its URL, and refuses when it does not exist.
    probe: (signal) => requestUrl({ url, name: 'the Discord webhook', method: 'GET', signal }),
  }
}

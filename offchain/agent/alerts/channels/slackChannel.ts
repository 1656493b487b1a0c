import type { Channel } from '../channel.ts'
import { describeMessage } from '../describeMessage.ts'
import { probeUrl } from '../probeUrl.ts'
import { requestUrl } from '../requestUrl.ts'

/** Slack reads these three as the start of links, mentions and broadcasts. */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Posts to a Slack incoming webhook. */
export const slackChannel = (url: URL): Channel => ({
  name: 'slack',
  deliver: async (message, signal) => {
    const { title, summary, facts } = describeMessage(message)
    const lines = [title, summary, ...facts.map(([name, value]) => `${name}: ${value}`)]
    await requestUrl({
      url,
      name: 'the Slack webhook',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        text: escapeSlack(lines.join('\n')),
        mrkdwn: false,
        unfurl_links: false,
        unfurl_media: false,
      }),
      signal,
    })
  },
  probe: (signal) => probeUrl({ url, name: 'the Slack webhook', signal }),
})

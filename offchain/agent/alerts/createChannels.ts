import { KitError } from '../../errors.ts'
import type { AlertSettings } from './alertSettings.ts'
import type { Channel } from './channel.ts'
import { discordChannel } from './channels/discordChannel.ts'
import { emailChannel } from './channels/emailChannel.ts'
import { slackChannel } from './channels/slackChannel.ts'
import { webhookChannel } from './channels/webhookChannel.ts'
import { parseSecretUrl } from './parseSecretUrl.ts'

const SHORTEST_SECRET = 16

const requireSecret = (secret: string | undefined): string => {
  if (secret !== undefined && secret.length >= SHORTEST_SECRET) return secret
  throw new KitError(`webhookUrl needs webhookSecret, of at least ${SHORTEST_SECRET} characters`)
}

const requireLogin = ({ user, password }: NonNullable<AlertSettings['smtp']>) => {
  if ((user === undefined) !== (password === undefined))
    throw new KitError('smtp needs both user and password, or none')
}

/** Every channel that the settings name; throws a KitError that names a setting that cannot work, never its value. */
export const createChannels = (settings: AlertSettings, now: () => number): readonly Channel[] => {
  const { slackWebhookUrl, discordWebhookUrl, webhookUrl, webhookSecret, smtp } = settings
  const channels: Channel[] = []
  if (slackWebhookUrl !== undefined) channels.push(slackChannel(parseSecretUrl('slackWebhookUrl', slackWebhookUrl)))
  if (discordWebhookUrl !== undefined) {
    channels.push(discordChannel(parseSecretUrl('discordWebhookUrl', discordWebhookUrl)))
  }
  if (webhookUrl !== undefined) {
    const url = parseSecretUrl('webhookUrl', webhookUrl)
    channels.push(webhookChannel({ url, secret: requireSecret(webhookSecret), now }))
  }
  if (smtp !== undefined) {
    requireLogin(smtp)
    channels.push(emailChannel(smtp))
  }
  return channels
}

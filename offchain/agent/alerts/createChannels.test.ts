import { describe, expect, it } from 'vitest'
import type { AlertSettings } from './alertSettings.ts'
import { createChannels } from './createChannels.ts'

const NOWHERE: AlertSettings = {
  slackWebhookUrl: undefined,
  discordWebhookUrl: undefined,
  webhookUrl: undefined,
  webhookSecret: undefined,
  smtp: undefined,
  deadManUrl: undefined,
  deadManIntervalMs: 60_000,
}
const SMTP = {
  host: 'mail.issuer.example',
  port: 587,
  user: undefined,
  password: undefined,
  from: 'agent@issuer.example',
  to: 'night@issuer.example',
  secure: false,
}
const create = (settings: Partial<AlertSettings>) => createChannels({ ...NOWHERE, ...settings }, () => 0)

describe('createChannels', () => {
  it('makes what the settings name and nothing else', () => {
    expect(create({})).toEqual([])
    const names = create({
      slackWebhookUrl: 'https://slack.example/T0PS3CRET',
      discordWebhookUrl: 'https://discord.example/T0PS3CRET',
      webhookUrl: 'http://127.0.0.1:1/T0PS3CRET',
      webhookSecret: 'T0PS3CRET-between-two',
      smtp: SMTP,
    }).map(({ name }) => name)
    expect(names).toEqual(['slack', 'discord', 'webhook', 'email'])
  })

  it.each<[string, Partial<AlertSettings>, string]>([
    ['no URL', { slackWebhookUrl: 'T0PS3CRET' }, 'slackWebhookUrl is not a URL'],
    ['in the clear', { discordWebhookUrl: 'http://h.example/T0PS3CRET' }, 'discordWebhookUrl must start with https://'],
    [
      'a disguised host',
      { slackWebhookUrl: 'http://127.0.0.1.h.example/T0PS3CRET' },
      'slackWebhookUrl must start with',
    ],
    ['another scheme', { slackWebhookUrl: 'file:///T0PS3CRET' }, 'slackWebhookUrl must start with https://'],
    ['a login', { slackWebhookUrl: 'https://a:T0PS3CRET@h.example' }, 'slackWebhookUrl must not hold a user name'],
    ['no secret', { webhookUrl: 'https://h.example/T0PS3CRET' }, 'webhookUrl needs webhookSecret'],
    ['a guessable secret', { webhookUrl: 'https://h.example', webhookSecret: 'T0PS3CRET' }, 'at least 16 characters'],
    ['half a login', { smtp: { ...SMTP, password: 'T0PS3CRET' } }, 'smtp needs both user and password'],
  ])('refuses %s by the name of the setting, not by its value', (_case, settings, message) => {
    expect(() => create(settings)).toThrow(message)
    expect(() => create(settings)).not.toThrow('T0PS3CRET')
  })
})

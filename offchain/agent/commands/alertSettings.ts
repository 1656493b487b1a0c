import type { AgentSettings } from '../../config.ts'
import type { AlertSettings } from '../alerts/alertSettings.ts'

const IMPLICIT_TLS_PORT = 465

/** What the alerts need of the settings. */
export const alertSettings = ({ config, secrets }: AgentSettings): AlertSettings => ({
  slackWebhookUrl: secrets.slackWebhookUrl,
  discordWebhookUrl: secrets.discordWebhookUrl,
  webhookUrl: secrets.alertWebhookUrl,
  webhookSecret: secrets.alertWebhookSecret,
  smtp:
    config.smtpHost && config.smtpFrom && config.smtpTo
      ? {
          host: config.smtpHost,
          port: config.smtpPort,
          user: config.smtpUser,
          password: secrets.smtpPassword,
          from: config.smtpFrom,
          to: config.smtpTo.join(', '),
          secure: config.smtpPort === IMPLICIT_TLS_PORT,
        }
      : undefined,
  deadManUrl: secrets.deadManUrl,
  deadManIntervalMs: config.deadManIntervalSeconds * 1000,
})

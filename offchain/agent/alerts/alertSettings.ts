/** How e-mail leaves. */
export type SmtpSettings = {
  host: string
  port: number
  /** Both or neither. The password is a secret. */
  user: string | undefined
  password: string | undefined
  from: string
  /** Addresses, separated by commas. */
  to: string
  /** TLS from the first byte (usually port 465); otherwise STARTTLS, without which nothing is sent. */
  secure: boolean
}

/** Where alerts go; undefined is nowhere. Every URL is a secret: whoever knows it can post as the agent. */
export type AlertSettings = {
  slackWebhookUrl: string | undefined
  discordWebhookUrl: string | undefined
  /** Both or neither. */
  webhookUrl: string | undefined
  webhookSecret: string | undefined
  smtp: SmtpSettings | undefined
  deadManUrl: string | undefined
  /** The dead-man URL is asked for at most this often, in milliseconds. */
  deadManIntervalMs: number
}

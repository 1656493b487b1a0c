import { createTransport } from 'nodemailer'
import { KitError } from '../../../errors.ts'
import type { SmtpSettings } from '../alertSettings.ts'
import type { AlertMessage, Channel } from '../channel.ts'
import { describeMessage } from '../describeMessage.ts'
import { isLoopback } from '../isLoopback.ts'

/** For connecting, for the greeting and for silence in between, in milliseconds. */
const SOCKET_TIMEOUT_MS = 10_000

/** An address in the sender's own domain, so that receivers thread an end under its beginning and drop repetitions. */
const messageId = ({ key }: AlertMessage, phase: AlertMessage['phase'], domain: string): string =>
  `<${key.replace(/[a-z]+$/, phase)}@${domain}>`

/** Says what failed in codes only: a mail server's own words may repeat addresses and credentials. */
const mailError = (error: unknown): KitError => {
  if (error instanceof KitError) return error
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  const codes = [code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number')
  const isRefused = typeof responseCode === 'number' ? responseCode >= 500 : code === 'EAUTH' || code === 'ETLS'
  return new KitError(`the mail server refused (${codes.join(' ') || 'unknown error'})`, {
    retryable: !isRefused,
  })
}

/** Sends e-mail over SMTP, encrypted unless the server is this machine. */
export const emailChannel = (settings: SmtpSettings): Channel => {
  const { host, port, secure, user, password, from, to } = settings
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: !isLoopback(host),
    ignoreTLS: isLoopback(host),
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password }, forceAuth: true }),
    connectionTimeout: SOCKET_TIMEOUT_MS,
    greetingTimeout: SOCKET_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    name: 'email',
    deliver: async (message, signal) => {
      const { title, summary, facts } = describeMessage(message)
      const opened = messageId(message, 'opened', domain)
      await transport
        .sendMail({
          from,
          to,
          subject: title,
          text: [summary, '', ...facts.map(([name, value]) => `${name}: ${value}`), ''].join('\n'),
          messageId: messageId(message, message.phase, domain),
          ...(message.phase === 'closed' && { inReplyTo: opened, references: opened }),
          signal,
        })
        .catch((error: unknown) => {
          if (signal.aborted) throw new KitError('the mail server did not answer in time', { retryable: true })
          throw mailError(error)
        })
    },
    // It cannot be aborted, but its sockets time out.
    probe: async () => {
      await transport.verify().catch((error: unknown) => {
        throw mailError(error)
      })
    },
  }
}

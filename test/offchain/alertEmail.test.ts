import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SmtpSettings } from '../../offchain/agent/alerts/alertSettings.ts'
import { emailChannel } from '../../offchain/agent/alerts/channels/emailChannel.ts'
import { KitError } from '../../offchain/errors.ts'
import { aMessage, OPENED_AT } from './alertMessages.ts'
import { createSmtpCertificate, type SmtpServer, type SmtpServerParameters, startSmtpServer } from './smtpServer.ts'

const LOGIN = { user: 'agent', password: 'T0PS3CRET-mail' }
/** Reaches this machine, but is not recognised as such: stands for a mail server elsewhere. */
const ELSEWHERE = '0.0.0.0'

let certificate: ReturnType<typeof createSmtpCertificate>
const servers: SmtpServer[] = []
beforeAll(() => {
  certificate = createSmtpCertificate()
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})
afterAll(() => certificate.remove())

const start = async (parameters?: SmtpServerParameters) => {
  const server = await startSmtpServer(parameters)
  servers.push(server)
  return server
}
const channelTo = ({ port }: SmtpServer, changes: Partial<SmtpSettings> = {}) =>
  emailChannel({
    host: '127.0.0.1',
    port,
    user: undefined,
    password: undefined,
    from: 'Agent <agent@issuer.example>',
    to: 'night@issuer.example, day@issuer.example',
    secure: false,
    ...changes,
  })
const never = () => new AbortController().signal
const failureOf = async (work: Promise<void>): Promise<KitError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof KitError) return error
  throw new Error(`expected a KitError, got ${error}`)
}
const headerOf = (data: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, 'im').exec(data)?.[1]?.replace(/\s+/g, ' ').trim()

describe('emailChannel', () => {
  it('sends to everybody, in words', async () => {
    const server = await start()
    await channelTo(server).deliver(aMessage(), never())
    const [mail] = server.mails
    expect(mail?.from).toBe('agent@issuer.example')
    expect(mail?.to).toEqual(['night@issuer.example', 'day@issuer.example'])
    expect(headerOf(mail?.data ?? '', 'subject')).toBe('[critical] Incident #7: treasuryPaused')
    expect(mail?.data).toContain('the treasury is paused')
    expect(mail?.data).toContain('Since: 2023-11-14 22:13:20 UTC')
  })

  it('threads the end of an incident under its beginning, and repeats itself under the same name', async () => {
    const server = await start()
    const closed = aMessage({
      phase: 'closed',
      key: aMessage().key.replace('opened', 'closed'),
      closedAt: OPENED_AT + 60,
    })
    for (const message of [aMessage(), aMessage(), closed]) await channelTo(server).deliver(message, never())
    const [first, repeated, end] = server.mails.map(({ data }) => data)
    const id = headerOf(first ?? '', 'message-id')
    expect(id).toMatch(/^<31337-0x[0-9a-f]{40}-7-1700000000-opened@issuer\.example>$/)
    expect(headerOf(repeated ?? '', 'message-id')).toBe(id)
    expect(headerOf(first ?? '', 'in-reply-to')).toBeUndefined()
    expect(headerOf(end ?? '', 'in-reply-to')).toBe(id)
    expect(headerOf(end ?? '', 'references')).toBe(id)
    expect(headerOf(end ?? '', 'message-id')).not.toBe(id)
  })

  it('adds no header that a summary smuggles in', async () => {
    const server = await start()
    await channelTo(server).deliver(
      aMessage({ kind: 'x\r\nBcc: thief@evil.example', summary: 'y\r\n.\r\nMAIL FROM:<z>' }),
      never(),
    )
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]?.to).not.toContain('thief@evil.example')
    expect(headerOf(server.mails[0]?.data ?? '', 'bcc')).toBeUndefined()
  })

  it('logs in when it is told to', async () => {
    const server = await start({ login: LOGIN })
    await channelTo(server, LOGIN).deliver(aMessage(), never())
    expect(server.mails[0]?.login).toBe('agent')
  })

  it('says that the login failed without repeating what the server says', async () => {
    const server = await start({ login: LOGIN })
    const failure = await failureOf(
      channelTo(server, { ...LOGIN, password: 'T0PS3CRET-wrong' }).deliver(aMessage(), never()),
    )
    expect(failure).toMatchObject({ retryable: false, message: expect.stringContaining('EAUTH 535') })
    expect(`${failure.message} ${failure.stack} ${failure.cause}`).not.toContain('T0PS3CRET')
  })

  it('tells a refusal for now from one for good', async () => {
    const server = await start()
    server.refuse('DATA', '451 try later')
    expect(await failureOf(channelTo(server).deliver(aMessage(), never()))).toMatchObject({ retryable: true })
    server.refuse('DATA', '554 never')
    expect(await failureOf(channelTo(server).deliver(aMessage(), never()))).toMatchObject({ retryable: false })
    server.refuse('greeting', '421 too busy')
    expect(await failureOf(channelTo(server).deliver(aMessage(), never()))).toMatchObject({ retryable: true })
  })

  it('stops waiting for a server that never greets', async () => {
    const server = await start()
    server.hang()
    const controller = new AbortController()
    const failure = failureOf(channelTo(server).deliver(aMessage(), controller.signal))
    controller.abort()
    expect(await failure).toMatchObject({ retryable: true, message: expect.stringContaining('in time') })
  })

  it('is probed by a login without a mail', async () => {
    const server = await start({ login: LOGIN })
    await channelTo(server, LOGIN).probe(never())
    expect(server.mails).toEqual([])
    const failure = await failureOf(channelTo(server, { ...LOGIN, password: 'T0PS3CRET-wrong' }).probe(never()))
    expect(failure.message).toContain('EAUTH')
  })
})

describe('emailChannel to another machine', () => {
  it('sends neither password nor message to a server that does not encrypt', async () => {
    const server = await start({ login: LOGIN })
    const failure = await failureOf(channelTo(server, { ...LOGIN, host: ELSEWHERE }).deliver(aMessage(), never()))
    expect(failure.message).toContain('ETLS')
    expect(server.mails).toEqual([])
    expect(server.clear.filter((line) => !/^(EHLO|STARTTLS|QUIT)/.test(line))).toEqual([])
  })

  it('sends nothing to a server whose certificate nobody vouches for', async () => {
    const server = await start({ login: LOGIN, certificate })
    const failure = await failureOf(channelTo(server, { ...LOGIN, host: ELSEWHERE }).deliver(aMessage(), never()))
    expect(failure.message).toMatch(/ETLS|ESOCKET|SELF_SIGNED/)
    expect(server.mails).toEqual([])
  })

  it('encrypts before it logs in', async () => {
    const server = await start({ login: LOGIN, certificate })
    const program = fileURLToPath(new URL('./sendAlertMail.ts', import.meta.url))
    const args = ['--import', 'tsx', program, ELSEWHERE, String(server.port)]
    await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate.certFile },
    })
    expect(server.mails).toMatchObject([{ isEncrypted: true, login: 'agent' }])
    expect(server.clear.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'STARTTLS'])
  })
})

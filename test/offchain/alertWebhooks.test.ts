import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { discordChannel } from '../../offchain/agent/alerts/channels/discordChannel.ts'
import { slackChannel } from '../../offchain/agent/alerts/channels/slackChannel.ts'
import { webhookChannel } from '../../offchain/agent/alerts/channels/webhookChannel.ts'
import { KitError } from '../../offchain/errors.ts'
import { aMessage, BINDING, OPENED_AT } from './alertMessages.ts'
import { type AlertServer, startAlertServer } from './alertServer.ts'

const SECRET = 'T0PS3CRET-between-two'
const HOSTILE =
  '<!channel> <@U1> <https://evil.example|click> @everyone @here <@&1> **b** `c` [x](https://evil.example) & so on'

let server: AlertServer
beforeEach(async () => {
  server = await startAlertServer()
})
afterEach(async () => {
  await server.stop()
})

const never = () => new AbortController().signal
const bodyOf = (index = 0) => JSON.parse(server.received[index]?.body ?? '{}')
const channels = {
  slack: () => slackChannel(server.url),
  discord: () => discordChannel(server.url),
  webhook: () => webhookChannel({ url: server.url, secret: SECRET, now: () => OPENED_AT + 5 }),
}
const failureOf = async (work: Promise<void>): Promise<KitError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof KitError) return error
  throw new Error(`expected a KitError, got ${error}`)
}

describe.each(Object.keys(channels) as (keyof typeof channels)[])('every webhook: %s', (name) => {
  it('is delivered when the receiver answers 2xx, whatever it says', async () => {
    server.answerWith({ status: 204 }, { status: 200, body: 'x'.repeat(5_000_000) })
    await channels[name]().deliver(aMessage(), never())
    await channels[name]().deliver(aMessage(), never())
    expect(server.received.map(({ method }) => method)).toEqual(['POST', 'POST'])
    expect(server.received[0]?.path).toContain('T0PS3CRET-path?token=T0PS3CRET-query')
  })

  it.each([
    [500, true],
    [503, true],
    [408, true],
    [425, true],
    [429, true],
    [400, false],
    [401, false],
    [404, false],
    [410, false],
  ])('is not delivered on %i; worth trying again soon: %s', async (status, retryable) => {
    server.answerWith({ status })
    const failure = await failureOf(channels[name]().deliver(aMessage(), never()))
    expect(failure.message).toContain(String(status))
    expect(failure.retryable).toBe(retryable)
  })

  it('follows no redirect', async () => {
    server.answerWith({ status: 307, headers: { location: '/elsewhere' } }, { status: 200 })
    const failure = await failureOf(channels[name]().deliver(aMessage(), never()))
    expect(failure.retryable).toBe(false)
    expect(server.received).toHaveLength(1)
  })

  it.each([
    ['30', 30_000],
    ['0.4', 1000],
    ['999999999', 3_600_000],
    ['soon', undefined],
  ])('passes on how long the receiver wants to be left alone: %s', async (header, retryAfterMs) => {
    server.answerWith({ status: 429, headers: { 'retry-after': header } })
    const failure = await failureOf(channels[name]().deliver(aMessage(), never()))
    expect(failure.retryAfterMs).toBe(retryAfterMs)
  })

  it('understands a date to be left alone until', async () => {
    const header = new Date(Date.now() + 60_000).toUTCString()
    server.answerWith({ status: 503, headers: { 'retry-after': header } })
    const { retryAfterMs } = await failureOf(channels[name]().deliver(aMessage(), never()))
    expect(retryAfterMs).toBeGreaterThan(55_000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  it('stops waiting for a receiver that never answers', async () => {
    server.answerWith('hang')
    const controller = new AbortController()
    const failure = failureOf(channels[name]().deliver(aMessage(), controller.signal))
    await expect.poll(() => server.received.length).toBe(1)
    controller.abort()
    expect(await failure).toMatchObject({ retryable: true, message: expect.stringContaining('in time') })
  })

  it('keeps the URL out of its errors when nobody listens', async () => {
    const channel = channels[name]()
    await server.stop()
    const failure = await failureOf(channel.deliver(aMessage(), never()))
    expect(failure).toMatchObject({ retryable: true, message: expect.stringContaining('ECONNREFUSED') })
    expect(failure.cause).toBeUndefined()
    expect(`${failure.message} ${failure.stack}`).not.toMatch(/T0PS3CRET|127\.0\.0\.1/)
    server = await startAlertServer()
  })

  it('is probed without a message', async () => {
    await channels[name]().probe(never())
    expect(server.received.map(({ method }) => method)).not.toContain('POST')
    server.answerWith({ status: 500 })
    expect((await failureOf(channels[name]().probe(never()))).message).toContain('500')
  })
})

describe('slackChannel', () => {
  it('says what, since when and where', async () => {
    await channels.slack().deliver(aMessage(), never())
    const { text } = bodyOf()
    expect(text.split('\n')).toEqual([
      '[critical] Incident #7: treasuryPaused',
      'the treasury is paused',
      'Since: 2023-11-14 22:13:20 UTC',
      'Chain: 31337',
      `Attestation: ${BINDING.attestation}`,
      `Treasury: ${BINDING.treasury}`,
    ])
  })

  it('lets no summary mention, link or broadcast', async () => {
    await channels.slack().deliver(aMessage({ summary: HOSTILE }), never())
    const body = bodyOf()
    expect(body.text).not.toMatch(/[<>]/)
    expect(body.text).toContain('&lt;!channel&gt;')
    expect(body.text).toContain('&amp; so on')
    expect(body).toMatchObject({ mrkdwn: false, unfurl_links: false, unfurl_media: false })
  })

  it('takes any refusal of a probe as a sign of life: webhooks take messages only', async () => {
    server.answerWith({ status: 405 })
    await channels.slack().probe(never())
  })
})

describe('discordChannel', () => {
  it('says that it is over, after how long', async () => {
    const message = aMessage({ phase: 'closed', closedAt: OPENED_AT + 3 * 3600 + 125 })
    await channels.discord().deliver(message, never())
    const [embed] = bodyOf().embeds
    expect(embed.title).toBe('\\[critical\\] Over \\#7\\: treasuryPaused')
    expect(embed.fields).toContainEqual({ name: 'Lasted', value: '3 h 2 min' })
    expect(server.received[0]?.path).toContain('wait=true')
  })

  it('lets no summary call anybody or hide behind markup', async () => {
    await channels.discord().deliver(aMessage({ summary: HOSTILE }), never())
    const body = bodyOf()
    expect(body.allowed_mentions).toEqual({ parse: [] })
    const { description } = body.embeds[0]
    expect(description).not.toMatch(/@(everyone|here)/)
    expect(description).not.toMatch(/(^|[^\\])[*`<>[\]()]/)
    expect(body.content).toBeUndefined()
  })

  it('finds out with a probe that a webhook does not exist', async () => {
    server.answerWith({ status: 404 })
    expect((await failureOf(channels.discord().probe(never()))).message).toContain('404')
  })
})

/** Independent of Node's crypto and of our code. */
const hmacBySomebodyElse = (key: string, text: string): string => {
  const run = spawnSync(
    'openssl',
    ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${Buffer.from(key).toString('hex')}`],
    {
      input: text,
      encoding: 'utf8',
    },
  )
  return run.stdout.trim().split(' ').at(-1) ?? ''
}

describe('webhookChannel', () => {
  it('signs time and body so that somebody else can check both', async () => {
    await channels.webhook().deliver(aMessage(), never())
    const [request] = server.received
    expect(request?.headers['x-alert-timestamp']).toBe(String(OPENED_AT + 5))
    const expected = hmacBySomebodyElse(SECRET, `${OPENED_AT + 5}.${request?.body}`)
    expect(expected).toMatch(/^[0-9a-f]{64}$/)
    expect(request?.headers['x-alert-signature']).toBe(`v1=${expected}`)
    expect(JSON.stringify(request)).not.toContain(SECRET)
  })

  it('gives every attempt the same idempotency key and the same body', async () => {
    server.answerWith({ status: 500 }, { status: 200 })
    await failureOf(channels.webhook().deliver(aMessage(), never()))
    await channels.webhook().deliver(aMessage(), never())
    const [first, second] = server.received
    expect(first?.headers['idempotency-key']).toBe(aMessage().key)
    expect(second?.headers['idempotency-key']).toBe(aMessage().key)
    expect(second?.body).toBe(first?.body)
  })

  it('carries everything a machine needs', async () => {
    await channels.webhook().deliver(aMessage({ phase: 'closed', closedAt: OPENED_AT + 90 }), never())
    expect(bodyOf()).toEqual({
      version: 1,
      ...BINDING,
      key: aMessage().key,
      incidentId: 7,
      kind: 'treasuryPaused',
      severity: 'critical',
      phase: 'closed',
      summary: 'the treasury is paused',
      openedAt: OPENED_AT,
      closedAt: OPENED_AT + 90,
      durationSeconds: 90,
    })
  })
})

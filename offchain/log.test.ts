import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

const capture = (json: boolean, secrets: readonly string[] = []) => {
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line) }
  return { lines, log: createLog({ name: 'agent', level: 'debug', json, secrets, stream }) }
}

describe('createLog', () => {
  it.each([
    'authorization',
    'Authorization',
    'apiKey',
    'x-api-key',
    'privateKey',
    'seed',
    'secret',
    'AGENT_PRIVATE_KEY',
    'smtpPassword',
    'slackWebhookUrl',
    'rawTransaction',
  ])('hides %s at any depth, in both formats, also in a child', (key) => {
    for (const json of [true, false]) {
      const { lines, log } = capture(json)
      log.info({ [key]: 'hunter2' }, 'top')
      log.warn({ request: { headers: [{ [key]: 'hunter2' }] } }, 'deep')
      log.child({ wallet: { [key]: 'hunter2' } }).error('child')
      expect(lines).toHaveLength(3)
      for (const line of lines) {
        expect(line).not.toContain('hunter2')
        expect(line).toContain('[redacted]')
      }
    }
  })

  it('hides a secret by its value wherever a line shows it, in both formats', () => {
    const secret = 'hunter2+"\\x'
    for (const json of [true, false]) {
      const { lines, log } = capture(json, ['0xabcdef', secret, '12345678'])
      log.info(`signed in with ${secret}`)
      log.info({ nested: [{ note: `pass=${secret};` }], amount: 12345678 }, 'deep')
      log.child({ [secret]: secret }).warn('child')
      log.error({ err: Object.assign(new Error(`refused ${secret}`), { request: { body: secret } }) }, 'failed')
      log.info({ key: '0xABCDEF99' }, 'another case')
      expect(lines).toHaveLength(5)
      for (const line of lines) {
        expect(line).not.toMatch(/hunter2|abcdef|12345678/i)
        expect(line).toContain('[redacted]')
        if (json) expect(() => JSON.parse(line)).not.toThrow()
      }
    }
  })

  it('hides the longer of two secrets whole', () => {
    const { lines, log } = capture(false, ['hunter', 'hunter22'])
    log.info('it was hunter22')
    expect(lines).toEqual(['agent info it was [redacted]\n'])
  })

  it('hides credentials of any URL', () => {
    const { lines, log } = capture(false)
    log.info({ err: new Error('connect postgres://agent:hunter2@db/x') }, 'see https://hunter2@rpc.example/v1')
    expect(lines[0]).not.toContain('hunter2')
    expect(lines[0]).toContain('postgres://[redacted]@db/x')
  })

  it('hides what an error carries under the name of a secret', () => {
    const { lines, log } = capture(true)
    log.error({ err: Object.assign(new Error('401'), { headers: { authorization: 'hunter2' } }) }, 'refused')
    expect(lines[0]).not.toContain('hunter2')
  })

  it('does not look for a secret too short to be told from other text', () => {
    const { lines, log } = capture(false, ['', 'e'])
    log.info('seen')
    expect(lines).toEqual(['agent info seen\n'])
  })

  it('keeps amounts exact and names the logger, level and time', () => {
    const { lines, log } = capture(true)
    log.info({ amount: 2n ** 80n, list: [1n] }, 'healed')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      name: 'agent',
      amount: '1208925819614629174706176',
      list: ['1'],
      msg: 'healed',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
  })

  it('keeps message and stack of an error', () => {
    const { lines, log } = capture(true)
    log.error({ err: new Error('no route') }, 'swap failed')
    expect(JSON.parse(lines[0] ?? '').err).toMatchObject({ message: 'no route', stack: expect.any(String) })
  })

  it('prints one readable line without JSON', () => {
    const { lines, log } = capture(false)
    log.debug({ block: 7n, url: 'http://127.0.0.1:1' }, 'seen')
    expect(lines).toEqual(['agent debug seen block=7 url=http://127.0.0.1:1\n'])
  })

  it('prints nothing below its level', () => {
    const lines: string[] = []
    const log = createLog({ name: 'agent', level: 'warn', stream: { write: (line) => void lines.push(line) } })
    log.info('quiet')
    log.warn('loud')
    expect(lines).toHaveLength(1)
  })
})

import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

const capture = (json: boolean) => {
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line) }
  return { lines, log: createLog({ name: 'agent', level: 'debug', json, stream }) }
}

describe('createLog', () => {
  it.each(['authorization', 'Authorization', 'apiKey', 'privateKey', 'seed', 'secret'])(
    'hides %s at any depth, in both formats, also in a child',
    (key) => {
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
    },
  )

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

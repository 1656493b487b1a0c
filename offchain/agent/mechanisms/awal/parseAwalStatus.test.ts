import { describe, expect, it } from 'vitest'
import { parseAwalStatus } from './parseAwalStatus.ts'

describe('parseAwalStatus', () => {
  it('reads whether the server runs and somebody is logged in, and not who', () => {
    const json = { server: { running: true, pid: 11705 }, auth: { authenticated: true, email: 'me@example.org' } }
    expect(parseAwalStatus(json)).toEqual({ running: true, authenticated: true })
    expect(parseAwalStatus({ ...json, auth: { authenticated: false } })).toEqual({
      running: true,
      authenticated: false,
    })
  })

  it.each([null, 'ok', {}, { server: { running: true } }, { server: {}, auth: { authenticated: 'yes' } }])(
    'refuses %j',
    (json) => {
      expect(() => parseAwalStatus(json)).toThrow('in a shape that its version does not promise')
    },
  )
})

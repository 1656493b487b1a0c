import { describe, expect, it } from 'vitest'
import { readRpcError } from './readRpcError.ts'

describe('readRpcError', () => {
  it.each([
    ['geth', { code: 3, message: 'execution reverted: no', data: '0xAbcd' }, '0xAbcd'],
    ['a node that nests the data', { code: -32603, message: 'execution reverted', data: { data: '0xabcd' } }, '0xabcd'],
    ['Nethermind', { code: -32015, message: 'VM execution error.', data: 'Reverted 0xabcd' }, '0xabcd'],
    ['a node without data', { code: -32000, message: 'execution reverted' }, '0x'],
  ])('finds the revert data of %s', (_node, error, data) => {
    expect(readRpcError(error)).toMatchObject({ kind: 'reverted', error: { code: 3, data } })
  })

  it.each([
    { code: 429, message: 'slow down' },
    { code: -32005, message: 'daily request count exceeded, request rate limited' },
    { code: -32007, message: '15/second request limit reached' },
    { code: -32000, message: 'Too Many Requests' },
    { code: 1, message: 'exceeded its compute units per second capacity' },
  ])('takes a rate limit for a failure of the endpoint: $message', (error) => {
    expect(readRpcError(error).kind).toBe('failed')
  })

  it.each([
    { code: -32005, message: 'query returned more than 10000 results' },
    { code: -32602, message: 'You can make eth_getLogs requests with up to a 500 block range' },
    { code: -32000, message: 'header not found' },
    { code: -32001, message: 'Resource not found' },
  ])('passes a refusal on with its code: $message', (error) => {
    expect(readRpcError(error)).toEqual({ kind: 'refused', error: { ...error, data: undefined } })
  })

  it('does not let an internal error look like a revert', () => {
    const refused = readRpcError({ code: -32603, message: 'Internal error', data: '0xabcd' })
    expect(refused).toEqual({
      kind: 'refused',
      error: { code: -32000, message: 'Internal error', data: undefined },
    })
  })

  it('adds the reason that a provider hides in data, without addresses, and not endlessly', () => {
    const hidden = readRpcError({ code: -32602, message: 'invalid params', data: { payload: 'range limit 2000' } })
    expect(hidden).toMatchObject({ error: { message: 'invalid params: range limit 2000' } })
    const shown = readRpcError({ code: -32000, message: `see https://provider.example/v2/key ${'x'.repeat(1_000)}` })
    expect(JSON.stringify(shown)).not.toContain('provider.example')
    expect(JSON.stringify(shown).length).toBeLessThan(400)
  })

  it.each([undefined, null, 'text', 7, {}])('bears an error that is %j', (error) => {
    expect(readRpcError(error)).toEqual({
      kind: 'refused',
      error: { code: -32000, message: 'no reason given', data: undefined },
    })
  })
})

import type http from 'node:http'
import { bytesToHex } from 'viem'
import { afterEach, describe, expect, it } from 'vitest'
import { type DstackDialect, dstackQuoteSource } from '../../../offchain/enclave/quotes/dstackQuoteSource.ts'
import { KitError } from '../../../offchain/errors.ts'
import { parseQuote } from '../../../offchain/protocol/tdx/parseQuote.ts'
import { RECORDED_QUOTE, RECORDED_REPORT_DATA } from './recordedQuote.ts'
import { type FakeSocket, type SocketRequest, startFakeSocket } from './startFakeSocket.ts'

const QUOTE_DIGITS = bytesToHex(RECORDED_QUOTE).slice(2)
const json = (response: http.ServerResponse, status: number, body: object) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** What each agent answers, as its documentation records it. */
const RECORDED: Record<DstackDialect, { path: string; answer: object }> = {
  dstack: {
    path: '/GetQuote',
    answer: {
      quote: QUOTE_DIGITS,
      event_log: '[{"imr":3,"event_type":134217729,"digest":"a1b2","event":"compose-hash","event_payload":"c3"}]',
      report_data: RECORDED_REPORT_DATA.slice(2),
      vm_config: '{"cpu_count":2}',
    },
  },
  tappd: { path: '/prpc/Tappd.RawQuote?json', answer: { quote: `0x${QUOTE_DIGITS}`, event_log: '[]' } },
}

describe('dstackQuoteSource', () => {
  const sockets: FakeSocket[] = []
  const serve = async (answer: (request: SocketRequest, response: http.ServerResponse) => void) => {
    const socket = await startFakeSocket(answer)
    sockets.push(socket)
    return socket
  }
  afterEach(async () => {
    await Promise.all(sockets.splice(0).map((socket) => socket.stop()))
  })
  const ask = (socketPath: string, timeoutMs?: number) =>
    dstackQuoteSource({ dialect: 'dstack', socketPath, timeoutMs }).quote(RECORDED_REPORT_DATA)
  const failure = (promise: Promise<unknown>): Promise<KitError> =>
    promise.then(
      () => expect.fail('it answered'),
      (error: unknown) => (error instanceof KitError ? error : expect.fail(`not a KitError: ${error}`)),
    )

  it.each(['dstack', 'tappd'] as const)('speaks the protocol of %s as recorded', async (dialect) => {
    const socket = await serve((_request, response) => json(response, 200, RECORDED[dialect].answer))
    const source = dstackQuoteSource({ dialect, socketPath: socket.socketPath })
    const quote = await source.quote(RECORDED_REPORT_DATA)

    expect(bytesToHex(quote)).toBe(bytesToHex(RECORDED_QUOTE))
    expect(parseQuote(quote).report.reportData).toBe(RECORDED_REPORT_DATA)
    expect(source).toMatchObject({ name: dialect, isSimulated: false })
    expect(socket.requests).toHaveLength(1)
    const [request] = socket.requests
    expect(request).toMatchObject({ method: 'POST', path: RECORDED[dialect].path })
    expect(request?.headers['content-type']).toBe('application/json')
    // 128 digits without 0x: nothing is padded, hashed or cut on the way.
    expect(JSON.parse(request?.body ?? '')).toEqual({ report_data: RECORDED_REPORT_DATA.slice(2) })
  })

  it.each<[string, number, string | object, boolean]>([
    ['a refusal, with its reason', 400, { error: 'report data is too long' }, false],
    ['a failure, which may pass', 500, { error: 'report data is too long' }, true],
  ])('reports %s', async (_name, status, body, retryable) => {
    const socket = await serve((_request, response) => json(response, status, body as object))
    const error = await failure(ask(socket.socketPath))
    expect(error.message).toContain(`refused /GetQuote with status ${status}: report data is too long`)
    expect(error.retryable).toBe(retryable)
  })

  it.each<[string, string]>([
    ['no quote', '{"event_log":"[]"}'],
    ['half a byte', '{"quote":"0400a"}'],
    ['a quote that is not hex', '{"quote":"BAACAAAA=="}'],
    ['an empty quote', '{"quote":""}'],
  ])('refuses %s', async (_name, text) => {
    const socket = await serve((_request, response) => response.end(text))
    expect((await failure(ask(socket.socketPath))).message).toContain('without a quote in hex')
  })

  it.each<[string, string]>([
    ['as much as an answer may have', 'ab'.repeat(4 * 1024 * 1024 - 8)],
    ['a digit too many', 'ab'.repeat(65_537)],
  ])('refuses %s, whatever it is', async (_name, quote) => {
    const socket = await serve((_request, response) => json(response, 200, { quote }))
    expect((await failure(ask(socket.socketPath))).message).toContain('without a quote in hex')
  })

  it('gives up at once when it is told to', async () => {
    const stop = new AbortController()
    const socket = await serve(() => stop.abort())
    const source = dstackQuoteSource({ dialect: 'dstack', socketPath: socket.socketPath })
    const error = await failure(source.quote(RECORDED_REPORT_DATA, stop.signal))
    expect(error.message).toContain('given up when told to stop')
    expect(error.retryable).toBe(true)
  })

  it('refuses an error page', async () => {
    const socket = await serve((_request, response) => response.end('<html>not found</html>'))
    expect((await failure(ask(socket.socketPath))).message).toContain('not JSON')
  })

  it('says what to do when there is no socket, and tries again later', async () => {
    const error = await failure(ask('/nonexistent/dstack.sock'))
    expect(error.message).toContain('/nonexistent/dstack.sock: there is no such socket; mount it')
    expect(error.retryable).toBe(true)
  })

  it.each<[string, (response: http.ServerResponse) => void]>([
    ['before the first byte', () => undefined],
    ['in the middle', (response) => response.writeHead(200).write('{"quote":"04')],
  ])('does not wait for ever for an agent that stops answering %s', async (_name, hang) => {
    const socket = await serve((_request, response) => hang(response))
    const error = await failure(ask(socket.socketPath, 60))
    expect(error.message).toContain('no answer within 60 ms')
    expect(error.retryable).toBe(true)
  })

  it('takes a broken answer for a failure, not for a quote', async () => {
    const socket = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 4_000 })
      response.write('{"quote":"0400"}', () => response.destroy())
    })
    expect((await failure(ask(socket.socketPath))).retryable).toBe(true)
  })

  it('does not fill its memory with whatever comes', async () => {
    const socket = await serve((_request, response) => response.end(' '.repeat(8 * 1024 * 1024 + 1)))
    expect((await failure(ask(socket.socketPath))).message).toContain('an answer above 8388608 bytes')
  })
})

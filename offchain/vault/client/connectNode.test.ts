import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex } from 'viem'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { KitError } from '../../errors.ts'
import { requireOperator } from '../../protocol/vault/operatorRequest.ts'
import { type ConnectNodeParameters, connectNode } from './connectNode.ts'
import { NodeRefusedError } from './vaultNodeClient.ts'
import { NODE_PATHS } from './wire.ts'

const IDENTITY: Hex = `0x02${'ab'.repeat(32)}`
const STATUS = { identity: IDENTITY, pending: [] }
const KEY = {
  masterKey: IDENTITY,
  epoch: 2,
  threshold: 2,
  members: [],
  transcript: `0x${'cd'.repeat(32)}`,
  signatures: [],
} as const
const operatorKey = new Uint8Array(32).fill(7)
const operator = bytesToHex(secp256k1.getPublicKey(operatorKey, true))
const signal = AbortSignal.timeout(30_000)

type Seen = { method: string; url: string; headers: http.IncomingHttpHeaders; body: Buffer; port: number }
type Handler = (seen: Seen, response: http.ServerResponse) => void

const servers: (http.Server | https.Server)[] = []

const listen = async (server: http.Server | https.Server, handler: Handler): Promise<number> => {
  server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers, socket } = request
      handler({ method, url, headers, body: Buffer.concat(chunks), port: socket.remotePort ?? 0 }, response)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const serve = async (handler: Handler, options: Partial<ConnectNodeParameters> = {}) => {
  const port = await listen(http.createServer(), handler)
  return connectNode({ node: { url: `http://127.0.0.1:${port}`, identity: IDENTITY }, ...options })
}

const answer =
  (body: unknown, status = 200): Handler =>
  (_seen, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const failure = async (promise: Promise<unknown>): Promise<KitError> => {
  const error = await promise.then(
    () => expect.fail('it ended well'),
    (caught: unknown) => caught,
  )
  if (!(error instanceof KitError)) throw error
  return error
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

describe('connectNode', () => {
  it('asks for the status with GET', async () => {
    let seen: Seen | undefined
    const client = await serve((request, response) => {
      seen = request
      answer(STATUS)(request, response)
    })
    expect(await client.status(signal)).toEqual(STATUS)
    expect(seen).toMatchObject({ method: 'GET', url: NODE_PATHS.status })
  })

  it('keeps its connection for the next request', async () => {
    const ports: number[] = []
    const client = await serve((request, response) => {
      ports.push(request.port)
      answer(STATUS)(request, response)
    })
    await client.status(signal)
    await client.status(signal)
    expect(ports).toHaveLength(2)
    expect(ports[0]).toBe(ports[1])
  })

  it('asks again when the node closed the kept connection in that moment', async () => {
    let asked = 0
    const client = await serve((request, response) => {
      asked += 1
      if (asked === 2) response.socket?.resetAndDestroy()
      else answer(STATUS)(request, response)
    })
    await client.status(signal)
    expect(await client.status(signal)).toEqual(STATUS)
    expect(asked).toBe(3)
  })

  it('does not ask again when an answer breaks off', async () => {
    let asked = 0
    const client = await serve((request, response) => {
      asked += 1
      if (asked === 1) return answer(STATUS)(request, response)
      response.writeHead(200, { 'content-length': 100 })
      response.write('{', () => response.socket?.resetAndDestroy())
    })
    await client.status(signal)
    expect(await failure(client.status(signal))).toMatchObject({ retryable: true })
    expect(asked).toBe(2)
  })

  it('signs what an operator sends, over the bytes that are sent', async () => {
    let seen: Seen | undefined
    const handler: Handler = (request, response) => {
      seen = request
      answer(null)(request, response)
    }
    const client = await serve(handler, { operatorKey })
    expect(await client.operate(NODE_PATHS.join, { plan: 'é' }, signal)).toBeNull()
    const { headers, body } = seen as unknown as Seen
    expect(JSON.parse(body.toString())).toEqual({ plan: 'é' })
    const deadline = Number(headers['vault-deadline'])
    expect(Math.abs(deadline - Date.now() / 1_000 - 30)).toBeLessThan(5)
    const signature = headers['vault-operator-signature'] as Hex
    const request = { node: IDENTITY, path: NODE_PATHS.join, body, deadline }
    expect(() => requireOperator(request, signature, [operator])).not.toThrow()
    expect(() => requireOperator({ ...request, path: NODE_PATHS.commit }, signature, [operator])).toThrow()
  })

  it('signs the same request anew when it is made again', async () => {
    const signatures: unknown[] = []
    const handler: Handler = (request, response) => {
      signatures.push(request.headers['vault-operator-signature'])
      answer(null)(request, response)
    }
    const client = await serve(handler, { operatorKey })
    for (let times = 0; times < 3; times += 1) await client.operate(NODE_PATHS.activate, { epoch: 1 }, signal)
    expect(new Set(signatures).size).toBe(3)
  })

  it('brings a key without any signature: it proves itself', async () => {
    let seen: Seen | undefined
    const handler: Handler = (request, response) => {
      seen = request
      answer(null)(request, response)
    }
    const client = await serve(handler)
    await client.activate(KEY, signal)
    const { headers, body, url } = seen as unknown as Seen
    expect(url).toBe(NODE_PATHS.activate)
    expect(JSON.parse(body.toString())).toEqual(KEY)
    expect(headers).not.toHaveProperty('vault-operator-signature')
  })

  it('throws the refusal of a key that was brought', async () => {
    const refusal = { code: 'keyNotPending', message: 'no share of it', retryable: false }
    const client = await serve(answer(refusal, 409))
    expect(await failure(client.activate(KEY, signal))).toMatchObject({ code: 'keyNotPending', retryable: false })
  })

  it('does not try the doors of operators without a key', async () => {
    const client = await serve(() => expect.fail('it asked'))
    expect((await failure(client.operate(NODE_PATHS.join, {}, signal))).message).toContain('give an operator key')
  })

  it('takes 404 with a reason for a node that serves no key', async () => {
    const client = await serve(answer({ code: 'noKey', message: 'none', retryable: true }, 404))
    expect(await client.key(signal)).toBeUndefined()
  })

  it('does not take 404 of something on the way for a node without key', async () => {
    const client = await serve(answer({ error: 'Not Found' }, 404))
    expect((await failure(client.key(signal))).message).toMatch(/answered \/v1\/key with status 404 and no reason/)
  })

  it('hands on a refusal with its code, and nothing that a terminal would obey', async () => {
    const client = await serve(answer({ code: 'epochUsed', message: 'no\u001b[2J way', retryable: true }, 409))
    const error = await failure(client.status(signal))
    expect(error).toBeInstanceOf(NodeRefusedError)
    expect(error).toMatchObject({ code: 'epochUsed', retryable: true })
    expect(error.message).toMatch(/^vault node 0x02abababab at 127\.0\.0\.1:\d+ refused: no\?\[2J way$/)
  })

  it('hands on how long a node wants to be left alone', async () => {
    const busy = { code: 'tooManyRequests', message: 'too often', retryable: true, retryAfterMs: 600_000 }
    expect(await failure((await serve(answer(busy, 429))).status(signal))).toMatchObject({ retryAfterMs: 600_000 })
    const client = await serve(answer({ ...busy, retryAfterMs: 600_001 }, 429))
    expect((await failure(client.status(signal))).retryAfterMs).toBeUndefined()
  })

  it.each<[string, Handler, RegExp, boolean]>([
    ['text', (_s, response) => response.end('hello'), /something that is not JSON/, false],
    ['a broken gateway', (_s, response) => response.writeHead(502).end('<html>'), /status 502/, true],
    [
      'a redirect',
      (_s, response) => response.writeHead(302, { location: '/' }).end('{}'),
      /status 302 and no reason/,
      false,
    ],
    ['another shape', answer({ identity: IDENTITY }), /answered \/v1\/status wrongly: pending/, false],
    ['an unknown field', answer({ ...STATUS, admin: true }), /wrongly/, false],
    ['a field that a terminal would obey', answer({ ...STATUS, '\u001b[2J': true }), /'\?\[2J'/, false],
    [
      'no end',
      (_s, response) => void setInterval(() => response.write('0'.repeat(65_536)), 1).unref(),
      /more than 1000000 bytes/,
      false,
    ],
  ])('refuses %s', async (_name, handler, message, retryable) => {
    const client = await serve(handler)
    const error = await failure(client.status(signal))
    expect(error.message).toMatch(message)
    expect(error.message).toMatch(/^vault node 0x02abababab at 127\.0\.0\.1:\d+: /)
    expect(error.retryable).toBe(retryable)
  })

  it('gives up on a node that does not answer in time, and says that later may help', async () => {
    const client = await serve(() => undefined, { timeoutMs: 50 })
    expect(await failure(client.status(signal))).toMatchObject({
      message: expect.stringContaining('no answer within 50 ms'),
      retryable: true,
    })
  })

  it('gives up on a node that never comes to an end', async () => {
    const client = await serve((_seen, response) => void response.write('{'), { timeoutMs: 50 })
    expect((await failure(client.status(signal))).message).toContain('no answer within 50 ms')
  })

  it('gives up when told to stop', async () => {
    const controller = new AbortController()
    const client = await serve(() => controller.abort())
    expect(await failure(client.status(controller.signal))).toMatchObject({
      message: expect.stringContaining('told to stop'),
      retryable: false,
    })
  })

  it('says that nobody listens', async () => {
    const client = connectNode({ node: { url: 'http://127.0.0.1:9', identity: IDENTITY } })
    expect(await failure(client.status(signal))).toMatchObject({
      message: 'vault node 0x02abababab at 127.0.0.1:9: nobody listens there; is the node running?',
      retryable: true,
    })
  })

  it.each([
    'http://10.0.0.1:8080',
    'http://127.0.0.1.example:1',
    'ftp://127.0.0.1',
    'https://user:secret@example.org',
    'https://example.org/vault',
    'https://example.org/?token=secret',
    'nonsense',
  ])('refuses the URL %s without repeating what may be secret', (url) => {
    const connect = () => connectNode({ node: { url, identity: IDENTITY } })
    expect(connect).toThrow(KitError)
    expect(connect).not.toThrow(/secret/)
  })

  describe('over TLS', () => {
    let folder: string
    let pem: Record<'ca' | 'otherCa' | 'server' | 'serverKey' | 'client' | 'clientKey', string>

    beforeAll(() => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vault-tls-'))
      const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
      const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
      const authority = (name: string) =>
        openssl(
          'req',
          '-x509',
          ...newKey,
          '-keyout',
          `${name}.key`,
          '-out',
          `${name}.pem`,
          '-subj',
          `/CN=${name}`,
          '-days',
          '1',
        )
      const certify = (name: string) => {
        fs.writeFileSync(path.join(folder, 'san'), 'subjectAltName=IP:127.0.0.1')
        openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
        const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'san', '-days', '1']
        openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.pem`)
      }
      authority('ca')
      authority('otherCa')
      certify('server')
      certify('client')
      const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8')
      pem = {
        ca: read('ca.pem'),
        otherCa: read('otherCa.pem'),
        server: read('server.pem'),
        serverKey: read('server.key'),
        client: read('client.pem'),
        clientKey: read('client.key'),
      }
    })
    afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

    const serveTls = async (tls: ConnectNodeParameters['tls'], { mutual = false, host = '127.0.0.1' } = {}) => {
      const options = { cert: pem.server, key: pem.serverKey, ...(mutual && { ca: pem.ca, requestCert: true }) }
      const port = await listen(https.createServer(options), answer(STATUS))
      return connectNode({ node: { url: `https://${host}:${port}`, identity: IDENTITY }, tls })
    }

    it('reaches a node whose certificate the given authority signed', async () => {
      expect(await (await serveTls({ ca: pem.ca })).status(signal)).toEqual(STATUS)
    })

    it.each([
      ['the system does not know', () => undefined],
      ['another one signed', () => ({ ca: pem.otherCa })],
    ])('refuses a certificate that %s', async (_name, tls) => {
      const error = await failure((await serveTls(tls())).status(signal))
      expect(error.message).toMatch(/TLS failed \(\w*(CERT|SIGNATURE|ISSUER)\w*\); check both certificates/)
      expect(error.retryable).toBe(false)
    })

    it('refuses a certificate of another host', async () => {
      const error = await failure((await serveTls({ ca: pem.ca }, { host: 'localhost' })).status(signal))
      expect(error.message).toContain('its certificate is for another host')
    })

    it('shows its own certificate to a node that wants to know who asks', async () => {
      const tls = { ca: pem.ca, cert: pem.client, key: pem.clientKey }
      expect(await (await serveTls(tls, { mutual: true })).status(signal)).toEqual(STATUS)
      await failure((await serveTls({ ca: pem.ca }, { mutual: true })).status(signal))
    })

    it('says of a key that cannot be read no more than that', () => {
      const connect = () =>
        connectNode({
          node: { url: 'https://127.0.0.1:1', identity: IDENTITY },
          tls: { ca: pem.ca, cert: pem.client, key: 'hunter2' },
        })
      expect(connect).toThrow(/^the TLS certificate, key or authority for 127\.0\.0\.1:1 is not PEM that fits/)
      expect(connect).not.toThrow(/hunter2/)
    })
  })
})

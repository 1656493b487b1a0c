import net from 'node:net'
import { bytesToHex, type Hex, stringToBytes } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CeremonyPlan } from '../../../offchain/protocol/vault/ceremony.ts'
import { type OperatorRequest, signOperatorRequest } from '../../../offchain/protocol/vault/operatorRequest.ts'
import { sealSecret } from '../../../offchain/protocol/vault/sealedSecret.ts'
import {
  certifiedVaultKeySchema,
  complaintSchema,
  dealingCommitmentSchema,
  dealingSchema,
  NODE_PATHS,
  nodeRefusalSchema,
  nodeStatusSchema,
  seatSchema,
  shareAnswerSchema,
} from '../../../offchain/vault/client/wire.ts'
import { SERVER_LIMITS } from '../../../offchain/vault/node/serverLimits.ts'
import {
  serveVaultNode,
  type VaultServer,
  type VaultServerParameters,
} from '../../../offchain/vault/node/serveVaultNode.ts'
import type { Conclusion } from '../../../offchain/vault/node/vaultNode.ts'
import type { ReleasePolicy } from '../../../offchain/vault/policy/releasePolicy.ts'
import {
  allowAll,
  createTestVault,
  inventKey,
  label,
  makeEnclave,
  makeIdentity,
  makePlan,
  NOW,
  seatPlan,
  type TestNode,
  type TestVault,
} from './vaultNodeFixture.ts'

const operator = makeIdentity()
const enclave = makeEnclave()

let vault: TestVault
let nodes: readonly [TestNode, TestNode, TestNode]
let rule: ReleasePolicy
/** What the disk does before a release is recorded. */
let beforeRecord: () => Promise<void>
const servers: VaultServer[] = []

const serve = async (changes: Partial<VaultServerParameters> = {}, { node, log }: TestNode = nodes[0]) => {
  const parameters = { node, operators: [operator.identity], host: '127.0.0.1', port: 0, clock: () => NOW, log }
  const server = await serveVaultNode({ ...parameters, ...changes })
  servers.push(server)
  return server.url
}

beforeEach(async () => {
  rule = allowAll
  beforeRecord = async () => undefined
  vault = await createTestVault({
    size: 3,
    policy: (question, signal) => rule(question, signal),
    wrapStore: (store) => ({
      ...store,
      recordRelease: (record) => beforeRecord().then(() => store.recordRelease(record)),
    }),
  })
  nodes = vault.nodes as unknown as typeof nodes
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
  await vault.close()
})

const post = (url: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

type Signed = { by?: typeof operator } & Partial<OperatorRequest>
const signedHeaders = (path: string, body: Uint8Array, { by = operator, ...changes }: Signed = {}) => {
  const request = { node: nodes[0].identity, path, body, deadline: NOW + 30, ...changes }
  return {
    'vault-operator-signature': signOperatorRequest(request, by.identityKey),
    'vault-deadline': `${request.deadline}`,
  }
}
const operate = async (url: string, path: string, value: unknown, changes: Signed = {}) => {
  const body = stringToBytes(JSON.stringify(value))
  return post(url + path, body, signedHeaders(path, body, changes))
}

/** A refusal is JSON of the interface's shape, with a status that says it too. */
const expectRefusal = async (response: Response, status: number, code: string) => {
  const refusal = nodeRefusalSchema.parse(await response.json())
  expect({ status: response.status, code: refusal.code }).toEqual({ status, code })
  expect(response.headers.get('retry-after') !== null).toBe(refusal.retryable)
  return refusal
}

const serveKey = async () => {
  const made = inventKey(nodes)
  for (const [place, { store }] of nodes.entries()) {
    await store.keepPending({ key: made.plain, index: place + 1, share: made.shares[place] as bigint })
    await store.activate(made.key)
  }
  const message = stringToBytes('the key of a slot')
  const sealed = bytesToHex(sealSecret({ masterKey: made.key.masterKey, label, message }))
  return { ...made, sealed }
}
const ask = async (url: string, sealed: Hex) =>
  post(url + NODE_PATHS.share, JSON.stringify(await enclave.ask({ node: nodes[0].identity, epoch: 1, sealed })))

const talk = (url: string, words: string, localAddress = '127.0.0.1') => {
  const { hostname, port } = new URL(url)
  const socket = net.connect({ port: Number(port), host: hostname, localAddress }, () => socket.write(words))
  let heard = ''
  socket.on('data', (data) => {
    heard += data
  })
  socket.on('error', () => undefined)
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(heard)))
  return { socket, closed }
}

const askFrom = async (localAddress: string, url: string, sealed: Hex) => {
  const body = JSON.stringify(await enclave.ask({ node: nodes[0].identity, epoch: 1, sealed }))
  const head = ['POST /v1/share HTTP/1.1', 'host: x', 'connection: close', 'content-type: application/json']
  return talk(url, [...head, `content-length: ${body.length}`, '', body].join('\r\n'), localAddress)
}

/** What the policy waits for, and how many wait. */
const holdPolicy = () => {
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const held = { waiting: 0, open, aborted: 0 }
  rule = async (question, signal) => {
    held.waiting += 1
    signal.addEventListener('abort', () => {
      held.aborted += 1
    })
    await gate
    return allowAll(question, signal)
  }
  return held
}

describe('a vault over HTTP', () => {
  it('makes a key, serves it and releases a share', async () => {
    const urls = await Promise.all(nodes.map((node) => serve({}, node)))
    const plan: CeremonyPlan = makePlan(vault)
    const askAll = (path: string, value: unknown): Promise<unknown[]> =>
      Promise.all(
        urls.map(async (url, place) => {
          const response = await operate(url, path, value, { node: nodes[place]?.identity })
          expect(response.status).toBe(200)
          return response.json()
        }),
      )
    const seats = (await askAll(NODE_PATHS.join, { plan })).map((seat) => seatSchema.parse(seat))
    const commitments = (await askAll(NODE_PATHS.commit, { ceremony: seatPlan(plan, seats) })).map((commitment) =>
      dealingCommitmentSchema.parse(commitment),
    )
    const dealings = (await askAll(NODE_PATHS.reveal, { id: plan.id, commitments })).map((dealing) =>
      dealingSchema.parse(dealing),
    )
    const complaints = (await askAll(NODE_PATHS.judge, { id: plan.id, dealings })).map((list) =>
      complaintSchema.array().parse(list),
    )
    const conclusions = (await askAll(NODE_PATHS.conclude, {
      id: plan.id,
      complaints: complaints.flat(),
    })) as Conclusion[]
    const [first] = conclusions as [Conclusion]
    const { key: plain } = first
    const key = { ...plain, signatures: conclusions.map(({ signature }) => signature) }
    const [url] = urls as [string]
    await expectRefusal(await fetch(url + NODE_PATHS.key), 404, 'noKey')
    expect(nodeStatusSchema.parse(await (await fetch(url + NODE_PATHS.status)).json())).toEqual({
      identity: nodes[0].identity,
      pending: [{ key: plain, signature: first.signature }],
    })
    expect(await askAll(NODE_PATHS.activate, key)).toEqual([null, null, null])
    expect(certifiedVaultKeySchema.parse(await (await fetch(url + NODE_PATHS.key)).json())).toEqual(key)
    const sealed = bytesToHex(sealSecret({ masterKey: key.masterKey, label, message: new Uint8Array(1) }))
    const answer = await ask(url, sealed)
    expect(answer.status).toBe(200)
    expect(shareAnswerSchema.parse(await answer.json()).index).toBe(1)
    expect(await nodes[0].store.releases(2)).toHaveLength(1)
  })

  it('answers null to the operator of a node that leaves, where it has no part', async () => {
    const { key } = await serveKey()
    const newcomer = makeIdentity()
    const roster = { threshold: 2, identities: [nodes[1].identity, nodes[2].identity, newcomer.identity] }
    await nodes[0].restart({ roster })
    const url = await serve()
    const response = await operate(url, NODE_PATHS.join, { plan: makePlan({ roster }, { former: key }) })
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json; charset=utf-8',
      'null',
    ])
  })

  it('refuses a share as the policy does, and while the chain cannot be read', async () => {
    const { sealed } = await serveKey()
    const url = await serve()
    rule = async () => ({ isAllowed: false, code: 'enclaveNotActive', reason: 'key 0x1 is revoked', retryable: false })
    const refusal = await expectRefusal(await ask(url, sealed), 403, 'enclaveNotActive')
    expect(refusal.message).toBe('key 0x1 is revoked')
    rule = () => Promise.reject(new Error('https://rpc.example/secret-key does not answer'))
    const unreadable = await expectRefusal(await ask(url, sealed), 503, 'chainUnreadable')
    expect(unreadable.message).not.toContain('rpc.example')
    expect(await nodes[0].store.releases(1)).toEqual([])
  })

  it('answers a share request only after its record is on disk', async () => {
    const { sealed } = await serveKey()
    const url = await serve()
    let isOpen = false
    let open = () => {}
    const disk = new Promise<void>((resolve) => {
      open = resolve
    })
    let arrive = () => {}
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    beforeRecord = () => {
      arrive()
      return disk
    }
    const answer = ask(url, sealed).then((response) => ({ response, isOpen }))
    await arrived
    expect(await nodes[0].store.releases(1)).toEqual([])
    isOpen = true
    open()
    expect(await answer).toMatchObject({ isOpen: true, response: { status: 200 } })
  })

  it('tells nobody what is inside when it has a problem of its own', async () => {
    const { sealed } = await serveKey()
    const url = await serve()
    beforeRecord = () => Promise.reject(new Error(`disk full at ${nodes[0].folder}`))
    const response = await ask(url, sealed)
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      code: 'internal',
      message: 'this node has a problem of its own; its log says which',
      retryable: false,
    })
    expect(nodes[0].lines.join('\n')).toContain('disk full')
  })
})

describe('the doors of a node', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['GET', '/v1/status/'],
    ['GET', '/V1/STATUS'],
    ['POST', NODE_PATHS.status],
    ['GET', NODE_PATHS.share],
    ['DELETE', NODE_PATHS.key],
    ['PUT', NODE_PATHS.activate],
    ['GET', '/v1/%zz'],
    ['GET', '/../../etc/passwd'],
  ])('are the paths of the interface, and not %s %s', async (method, path) => {
    await expectRefusal(await fetch((await serve()) + path, { method }), 404, 'notFound')
  })

  it('of ceremonies open to operators only, each request once, for this node, path, body and time', async () => {
    const url = await serve()
    const path = NODE_PATHS.join
    const value = { plan: makePlan(vault) }
    const body = stringToBytes(JSON.stringify(value))
    const paths = Object.values(NODE_PATHS).filter((each) => each.includes('ceremony') && each !== NODE_PATHS.activate)
    expect(paths).toHaveLength(5)
    for (const each of paths) await expectRefusal(await post(url + each, body), 401, 'notSigned')
    const wrong: [Signed, string][] = [
      [{ by: makeIdentity() }, 'notOperator'],
      [{ node: nodes[1].identity }, 'notOperator'],
      [{ path: NODE_PATHS.commit }, 'notOperator'],
      [{ body: stringToBytes(JSON.stringify({ plan: makePlan(vault) })) }, 'notOperator'],
      [{ deadline: NOW - 1 }, 'requestExpired'],
      [{ deadline: NOW + 61 }, 'deadlineTooFar'],
    ]
    for (const [changes, code] of wrong) await expectRefusal(await operate(url, path, value, changes), 403, code)
    const headers = signedHeaders(path, body)
    expect((await post(url + path, body, headers)).status).toBe(200)
    await expectRefusal(await post(url + path, body, headers), 409, 'requestReplayed')
    await expectRefusal(await operate(url, path, value, { deadline: NOW + 31 }), 403, 'ceremonyKnown')
  })

  it('let anybody hand over a key that is certified, and no other', async () => {
    const url = await serve()
    const { key, plain, shares } = inventKey(nodes)
    const activate = (value: unknown) => post(url + NODE_PATHS.activate, JSON.stringify(value))
    await expectRefusal(await activate(key), 403, 'keyNotHeld')
    await nodes[0].store.keepPending({ key: plain, index: 1, share: shares[0] as bigint })
    const signatures = [key.signatures[0], null, null]
    await expectRefusal(await activate({ ...key, signatures }), 403, 'notCertified')
    await expectRefusal(await activate({ key }), 400, 'malformed')
    const response = await activate(key)
    expect([response.status, await response.text()]).toEqual([200, 'null'])
    expect(nodes[0].node.key()).toEqual(key)
  })

  it('take what is well-formed only', async () => {
    const url = await serve()
    const deep = `${'['.repeat(15_000)}${']'.repeat(15_000)}`
    const plan = makePlan(vault)
    const bodies = [
      '',
      'null',
      '{',
      '[]',
      '"plan"',
      deep,
      '{"plan":null}',
      JSON.stringify({ plan, more: 1 }),
      JSON.stringify({ plan: { ...plan, more: 1 } }),
      JSON.stringify({ plan: { ...plan, epoch: '1' } }),
      JSON.stringify({ plan: { ...plan, epoch: 1.5 } }),
      JSON.stringify({ plan: { ...plan, epoch: 1e300 } }),
      JSON.stringify({ plan: { ...plan, id: plan.id.toUpperCase() } }),
      JSON.stringify({ plan: { ...plan, identities: { length: 3 } } }),
      `{"plan":${JSON.stringify(plan)},"__proto__":{"isOperator":true}}`,
    ]
    for (const text of bodies) {
      const body = stringToBytes(text)
      const response = await post(url + NODE_PATHS.join, body, signedHeaders(NODE_PATHS.join, body))
      await expectRefusal(response, 400, 'malformed')
      await expectRefusal(await post(url + NODE_PATHS.share, body), 400, 'malformed')
    }
    const plain = { 'content-type': 'text/plain' }
    const body = stringToBytes(JSON.stringify({ plan }))
    const headers = signedHeaders(NODE_PATHS.join, body)
    await expectRefusal(await post(url + NODE_PATHS.join, body, { ...headers, ...plain }), 415, 'malformed')
    // None of them used up the signature.
    expect((await post(url + NODE_PATHS.join, body, headers)).status).toBe(200)
  })

  it('take bodies up to a length of their own', async () => {
    const url = await serve()
    const longest = { join: 32, commit: 32, reveal: 16, judge: 256, conclude: 384, activate: 32, share: 40 } as const
    for (const [name, kib] of Object.entries(longest)) {
      const path = NODE_PATHS[name as keyof typeof longest]
      for (const [bytes, status] of [
        [kib * 1_024, 400],
        [kib * 1_024 + 1, 413],
      ] as const) {
        const body = new Uint8Array(bytes).fill(0x20)
        await expectRefusal(await post(url + path, body, signedHeaders(path, body)), status, 'malformed')
      }
    }
  })

  it('do not read the body of whoever is no operator for certain', async () => {
    const url = await serve()
    await expectRefusal(await post(url + NODE_PATHS.judge, new Uint8Array(2 ** 20)), 401, 'notSigned')
  })

  it('are wide enough for the longest secret', async () => {
    const { key } = await serveKey()
    const url = await serve()
    const message = new Uint8Array(16_380)
    const sealed = bytesToHex(sealSecret({ masterKey: key.masterKey, label, message }))
    expect((await ask(url, sealed)).status).toBe(200)
  })
})

describe('the limits of a node', () => {
  const limit = (limits: Partial<typeof SERVER_LIMITS>) => serve({ limits })

  it('put an address off that asks too often, for whatever it asks', async () => {
    const url = await limit({ addressRate: { burst: 3, perSecond: 0.1 } })
    for (const path of [NODE_PATHS.status, NODE_PATHS.key, '/nothing']) await fetch(url + path)
    const response = await fetch(url + NODE_PATHS.status)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(5)
    const { retryAfterMs } = await expectRefusal(response, 429, 'tooManyRequests')
    expect(retryAfterMs).toBeGreaterThan(5_000)
    await expectRefusal(await fetch(`${url}/nothing`), 429, 'tooManyRequests')
  })

  it('let only so many share requests be decided at once', async () => {
    const { sealed } = await serveKey()
    const url = await limit({ releasesInFlight: 2 })
    const held = holdPolicy()
    const first = [ask(url, sealed), ask(url, sealed)]
    await expect.poll(() => held.waiting).toBe(2)
    await expectRefusal(await ask(url, sealed), 503, 'busy')
    expect((await fetch(url + NODE_PATHS.status)).status).toBe(200)
    held.open()
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200])
    expect((await ask(url, sealed)).status).toBe(200)
  })

  it('leave one address only some of the places for share requests', async () => {
    const { sealed } = await serveKey()
    const url = await limit({ releasesPerAddress: 2 })
    const held = holdPolicy()
    const first = [ask(url, sealed), ask(url, sealed)]
    await expect.poll(() => held.waiting).toBe(2)
    const refusal = await expectRefusal(await ask(url, sealed), 503, 'busy')
    expect(refusal.message).toBe('this address has 2 requests under way already')
    const elsewhere = await askFrom('127.0.0.2', url, sealed)
    await expect.poll(() => held.waiting).toBe(3)
    held.open()
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200])
    expect(await elsewhere.closed).toMatch(/^HTTP\/1\.1 200 /)
    expect((await Promise.all([ask(url, sealed), ask(url, sealed)])).map(({ status }) => status)).toEqual([200, 200])
  })

  it('give a share request its time, and no more', async () => {
    const { sealed } = await serveKey()
    const url = await limit({ answerMs: 100, releasesInFlight: 1 })
    holdPolicy()
    await expectRefusal(await ask(url, sealed), 503, 'chainUnreadable')
    await expectRefusal(await ask(url, sealed), 503, 'chainUnreadable')
  })

  it('stop deciding when whoever asked hangs up', async () => {
    const { sealed } = await serveKey()
    const url = await serve()
    const held = holdPolicy()
    const hangUp = new AbortController()
    const body = JSON.stringify(await enclave.ask({ node: nodes[0].identity, epoch: 1, sealed }))
    const headers = { 'content-type': 'application/json' }
    const asking = fetch(url + NODE_PATHS.share, { method: 'POST', body, headers, signal: hangUp.signal })
    await expect.poll(() => held.waiting).toBe(1)
    hangUp.abort()
    await expect(asking).rejects.toThrow(/abort/)
    await expect.poll(() => held.aborted).toBe(1)
    expect(nodes[0].node.status().problem).toBeUndefined()
  })

  it.each([
    ['headers', { headersMs: 200 }, 'GET /v1/status HTTP/1.1\r\nhost: x\r\nx-slow: '],
    [
      'a body',
      { headersMs: 300, requestMs: 300 },
      'POST /v1/share HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    ],
  ])('hang up on a client that takes too long for %s', async (_what, limits, words) => {
    const url = await limit(limits)
    const started = performance.now()
    const { closed, socket } = talk(url, words)
    // One that keeps dripping is not idle, and is cut off all the same.
    const drip = setInterval(() => socket.write('x'), 50)
    expect(await closed).toMatch(/^(HTTP\/1\.1 408 |$)/)
    clearInterval(drip)
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('let only so many connections be open', async () => {
    const url = await limit({ connections: 2 })
    const words = 'GET /v1/status HTTP/1.1\r\nhost: x\r\n'
    const first = [talk(url, words), talk(url, words)]
    await Promise.all(first.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))))
    expect(await talk(url, words).closed).toBe('')
    for (const { socket } of first) socket.destroy()
    await expect
      .poll(() =>
        fetch(url + NODE_PATHS.status).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200)
  })

  it('let one address have only some of the connections, and others the rest', async () => {
    const url = await limit({ connectionsPerAddress: 2 })
    const words = 'GET /v1/status HTTP/1.1\r\nhost: x\r\n'
    const first = [talk(url, words), talk(url, words)]
    await Promise.all(first.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))))
    expect(await talk(url, words).closed).toBe('')
    expect(await talk(url, `${words}connection: close\r\n\r\n`, '127.0.0.2').closed).toMatch(/^HTTP\/1\.1 200 /)
    for (const { socket } of first) socket.destroy()
    await expect
      .poll(() =>
        fetch(url + NODE_PATHS.status).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200)
  })

  it('are these by default, of which one address takes a part only', () => {
    const { addressRate, connections, connectionsPerAddress, releasesInFlight, releasesPerAddress } = SERVER_LIMITS
    expect(addressRate).toEqual({ burst: 200, perSecond: 20 })
    expect([connections, connectionsPerAddress]).toEqual([256, 32])
    expect([releasesInFlight, releasesPerAddress]).toEqual([32, 8])
  })

  it('refuse headers that are too long, as no request of ours', async () => {
    const url = await serve()
    const { closed } = talk(url, `GET /v1/status HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(9_000)}\r\n\r\n`)
    expect(await closed).toMatch(/^HTTP\/1\.1 431 /)
  })
})

describe('what a node logs of a refusal', () => {
  it('is for those who look for it, unless an operator is refused', async () => {
    const { sealed } = await serveKey()
    const url = await serve()
    rule = async () => ({ isAllowed: false, code: 'enclaveNotActive', reason: 'key 0x1 is revoked', retryable: false })
    await expectRefusal(await ask(url, sealed), 403, 'enclaveNotActive')
    await expectRefusal(await operate(url, NODE_PATHS.join, { plan: makePlan(vault) }), 403, 'epochUsed')
    const refusals = nodes[0].lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'refused')
    expect(refusals).toMatchObject([
      { level: 'debug', code: 'enclaveNotActive' },
      { level: 'info', code: 'epochUsed' },
    ])
  })
})

describe('a node that stops', () => {
  it('finishes what it was answering, and takes nothing new', async () => {
    const { sealed } = await serveKey()
    const url = await serve()
    const [server] = servers as [VaultServer]
    const held = holdPolicy()
    const answer = ask(url, sealed)
    await expect.poll(() => held.waiting).toBe(1)
    let isClosed = false
    const closing = server.close().then(() => {
      isClosed = true
    })
    await expect.poll(() => fetch(url + NODE_PATHS.status).catch(() => 'refused')).toBe('refused')
    expect(isClosed).toBe(false)
    held.open()
    expect((await answer).status).toBe(200)
    await closing
    expect(await nodes[0].store.releases(2)).toHaveLength(1)
  })

  it('does not wait for clients that say nothing', async () => {
    const url = await serve()
    const { hostname, port } = new URL(url)
    const socket = net.connect(Number(port), hostname)
    await new Promise((resolve) => socket.once('connect', resolve))
    const [server] = servers as [VaultServer]
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await server.close()
    await closed
  })
})

describe('where a node listens', () => {
  it('is loopback, unless it has a certificate', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'vault.example', '127.0.0.1.example', '']) {
      await expect(serve({ host }), host).rejects.toThrow(`${host} is not loopback: give the node a certificate`)
    }
    for (const host of ['127.0.0.1', '127.0.0.2', 'localhost']) {
      expect((await fetch((await serve({ host })) + NODE_PATHS.status)).status, host).toBe(200)
    }
  })

  it('is said when it cannot be', async () => {
    const url = await serve()
    const port = Number(new URL(url).port)
    await expect(serve({ port })).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: `)
  })
})

import https from 'node:https'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NODE_PATHS } from '../../../offchain/vault/client/wire.ts'
import {
  serveVaultNode,
  type VaultServer,
  type VaultServerParameters,
} from '../../../offchain/vault/node/serveVaultNode.ts'
import { createTestVault, type TestNode, type TestVault } from './vaultNodeFixture.ts'
import { type Certificate, createAuthority } from './vaultServerCertificates.ts'

let authority: ReturnType<typeof createAuthority>
let stranger: ReturnType<typeof createAuthority>
let certificate: Certificate
let vault: TestVault
const servers: VaultServer[] = []

beforeAll(() => {
  authority = createAuthority()
  stranger = createAuthority()
  certificate = authority.issue('node')
})
afterAll(() => {
  authority?.remove()
  stranger?.remove()
})
beforeEach(async () => {
  vault = await createTestVault({ size: 1 })
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
  await vault.close()
})

const serve = async (changes: Partial<VaultServerParameters> = {}) => {
  const [{ node, log }] = vault.nodes as [TestNode]
  const server = await serveVaultNode({
    node,
    log,
    operators: [],
    host: '127.0.0.1',
    port: 0,
    tls: certificate,
    ...changes,
  })
  servers.push(server)
  return server.url
}

/** Status and TLS version of one answer, on a connection of its own. */
const get = (url: string, options: https.RequestOptions = {}) =>
  new Promise<{ status: number | undefined; protocol: string | null }>((resolve, reject) => {
    const request = https.get(url + NODE_PATHS.status, { ca: authority.cert, agent: false, ...options }, (response) => {
      const { protocol } = { protocol: (response.socket as import('node:tls').TLSSocket).getProtocol() }
      response.resume().on('end', () => resolve({ status: response.statusCode, protocol }))
    })
    request.on('error', reject)
  })

describe('a node with a certificate', () => {
  it('talks TLS 1.3 only', async () => {
    const url = await serve()
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect(await get(url)).toEqual({ status: 200, protocol: 'TLSv1.3' })
    await expect(get(url, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version/)
    await expect(fetch(url.replace('https', 'http') + NODE_PATHS.status)).rejects.toThrow()
  })

  it('may listen on every address', async () => {
    const url = await serve({ host: '0.0.0.0' })
    expect((await get(url.replace('0.0.0.0', '127.0.0.1'))).status).toBe(200)
  })

  it('serves whoever has a certificate of its client authority, and nobody else', async () => {
    const url = await serve({ tls: { ...certificate, clientCa: authority.cert } })
    expect((await get(url, authority.issue('enclave'))).status).toBe(200)
    await expect(get(url)).rejects.toThrow(/certificate required|ECONNRESET|socket hang up/)
    await expect(get(url, stranger.issue('enclave'))).rejects.toThrow(/unknown ca|ECONNRESET|socket hang up/)
  })

  it('says so when certificate and key do not fit, and not what is in them', async () => {
    const message = "the node's certificate, key or client authority is not PEM that fits"
    for (const key of [stranger.key, 'no key at all']) {
      const refusal = serve({ tls: { ...certificate, key } })
      await expect(refusal).rejects.toThrow(message)
      await expect(refusal).rejects.not.toHaveProperty('cause')
    }
  })
})

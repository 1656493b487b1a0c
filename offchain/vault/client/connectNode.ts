import http from 'node:http'
import https from 'node:https'
import tls from 'node:tls'
import type { z } from 'zod'
import { KitError } from '../../errors.ts'
import { signOperatorRequest } from '../../protocol/vault/operatorRequest.ts'
import { nameNode } from './nameNode.ts'
import { printable } from './printable.ts'
import { type NodeAnswer, requestNode } from './requestNode.ts'
import { requireNodeUrl } from './requireNodeUrl.ts'
import type { RosterNode } from './roster.ts'
import { NodeRefusedError, type VaultNodeClient } from './vaultNodeClient.ts'
import { certifiedVaultKeySchema, NODE_PATHS, nodeRefusalSchema, nodeStatusSchema, shareAnswerSchema } from './wire.ts'

/** PEM. Without `ca` the authorities of the system are trusted; `cert` and `key` are for nodes that want to know who asks. */
export type ClientTls = { ca?: string; cert?: string; key?: string }

export type ConnectNodeParameters = {
  node: RosterNode
  /** Opens the doors of ceremonies. */
  operatorKey?: Uint8Array
  tls?: ClientTls
  /** For one answer. */
  timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 15_000
/** How long an operator's request may be under way. Nodes take up to twice as much, so clocks may differ by the rest. */
const REQUEST_LIFE_SECONDS = 30

const openTransport = (url: URL, given: ClientTls | undefined) => {
  const place = { hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port }
  if (url.protocol === 'http:') {
    const agent = new http.Agent({ keepAlive: true })
    return (options: http.RequestOptions) => http.request({ ...options, ...place, agent })
  }
  let secureContext: tls.SecureContext
  try {
    secureContext = tls.createSecureContext(given)
  } catch (error) {
    // Never the message: what cannot be read may be the key.
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new KitError(`the TLS certificate, key or authority for ${url.host} is not PEM that fits (${code})`)
  }
  const agent = new https.Agent({ keepAlive: true, secureContext })
  return (options: http.RequestOptions) => https.request({ ...options, ...place, agent })
}

/** Asks one node over HTTP, on connections that are kept. */
export const connectNode = ({
  node,
  operatorKey,
  tls: clientTls,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: ConnectNodeParameters): VaultNodeClient => {
  const name = nameNode(node)
  const request = openTransport(requireNodeUrl(node.url), clientTls)
  type Ask = { path: string; headers?: Record<string, string>; body?: Uint8Array; signal: AbortSignal }

  const ask = ({ path, headers, body, signal }: Ask): Promise<NodeAnswer> =>
    requestNode({ request, name, method: body ? 'POST' : 'GET', path, headers, body, timeoutMs, signal })

  const readRefusal = (path: string, { status, body }: NodeAnswer): KitError => {
    const refusal = nodeRefusalSchema.safeParse(body).data
    if (!refusal) {
      const message = `vault node ${name}: answered ${path} with status ${status} and no reason`
      return new KitError(message, { retryable: status >= 500 })
    }
    const { code, message } = refusal
    return new NodeRefusedError(name, { ...refusal, code: printable(code), message: printable(message) })
  }

  /** What the node answered; its refusal is thrown. */
  const accept = (path: string, answer: NodeAnswer): unknown => {
    if (answer.status === 200) return answer.body
    throw readRefusal(path, answer)
  }

  const parse = <Value>(schema: z.ZodType<Value, z.ZodTypeDef, unknown>, path: string, answer: unknown): Value => {
    const parsed = schema.safeParse(answer)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    const problem = printable(`${issue?.path.join('.')} ${issue?.message}`)
    throw new KitError(`vault node ${name}: answered ${path} wrongly: ${problem}`)
  }

  const encode = (body: unknown) => Buffer.from(JSON.stringify(body))

  let last: { path: string; body: Buffer; deadline: number } | undefined
  /** A node takes each signed request once, so the same one said again needs another deadline. */
  const nextDeadline = (path: string, body: Buffer): number => {
    const deadline = Math.floor(Date.now() / 1_000) + REQUEST_LIFE_SECONDS
    const isSame = last?.path === path && last.body.equals(body)
    last = { path, body, deadline: isSame && last ? Math.max(deadline, last.deadline + 1) : deadline }
    return last.deadline
  }

  return {
    node,
    async status(signal) {
      const path = NODE_PATHS.status
      return parse(nodeStatusSchema, path, accept(path, await ask({ path, signal })))
    },
    async key(signal) {
      const path = NODE_PATHS.key
      const answer = await ask({ path, signal })
      // A refusal, so that it is the node that has no key, and not something on the way that has no such page.
      if (answer.status === 404 && readRefusal(path, answer) instanceof NodeRefusedError) return undefined
      return parse(certifiedVaultKeySchema, path, accept(path, answer))
    },
    async share(shareRequest, signal) {
      const path = NODE_PATHS.share
      return parse(shareAnswerSchema, path, accept(path, await ask({ path, body: encode(shareRequest), signal })))
    },
    async activate(key, signal) {
      const path = NODE_PATHS.activate
      accept(path, await ask({ path, body: encode(key), signal }))
    },
    async operate(path, body, signal) {
      if (!operatorKey)
        throw new KitError(`vault node ${name}: ${path} is open to operators only; give an operator key`)
      const bytes = encode(body)
      const deadline = nextDeadline(path, bytes)
      const signature = signOperatorRequest({ node: node.identity, path, body: bytes, deadline }, operatorKey)
      const headers = { 'vault-operator-signature': signature, 'vault-deadline': String(deadline) }
      return accept(path, await ask({ path, headers, body: bytes, signal }))
    },
  }
}

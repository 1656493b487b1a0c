import { readRpcError } from './readRpcError.ts'
import type { RpcOutcome } from './rpcOutcome.ts'

export type PostRpcParameters = {
  url: URL
  method: string
  params: unknown
  id: number
  /** For the whole exchange, body included. */
  timeoutMs: number
  /** Longest body that is read. */
  maxResponseBytes: number
}

const failed = (reason: string, retryAfterMs?: number): RpcOutcome =>
  retryAfterMs === undefined ? { kind: 'failed', reason } : { kind: 'failed', reason, retryAfterMs }

/** Credentials in a URL are refused by fetch; they travel in the header that they stand for. */
const splitCredentials = (url: URL): { address: string; headers: Record<string, string> } => {
  const address = new URL(url)
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (url.username || url.password) {
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    headers.authorization = `Basic ${btoa(`${user}:${password}`)}`
    address.username = ''
    address.password = ''
  }
  return { address: address.href, headers }
}

/** Milliseconds that a Retry-After header asks for: seconds, or a date. */
const readRetryAfter = (header: string | null): number | undefined => {
  if (!header) return undefined
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return waitMs > 0 ? waitMs : undefined
}

/** The body as text; undefined when it is longer than `limit` bytes. */
const readBody = async (response: Response, limit: number): Promise<string | undefined> => {
  if (!response.body) return ''
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body) {
    length += chunk.byteLength
    if (length > limit) return undefined
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return new TextDecoder().decode(bytes)
}

/** undefined for what is not a JSON object. */
const parseObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const readAnswer = (response: Response, text: string | undefined, { id, maxResponseBytes }: PostRpcParameters) => {
  const tooLarge = (what: string): RpcOutcome => ({
    kind: 'refused',
    error: { code: -32000, message: `response too large: ${what}`, data: undefined },
  })
  if (text === undefined) return tooLarge(`more than ${maxResponseBytes} bytes`)
  const answer = parseObject(text)
  // Errors of a request that could not be parsed have the id null.
  if (answer?.error && (answer.id === id || answer.id === null)) return readRpcError(answer.error)
  if (response.status === 413) return tooLarge('HTTP 413')
  if (!response.ok) return failed(`HTTP ${response.status}`)
  if (!answer) return failed('malformed JSON')
  if (answer.id !== id) return failed('the answer belongs to another request')
  if (answer.result === undefined) return failed('neither result nor error')
  return { kind: 'result', result: answer.result } satisfies RpcOutcome
}

/** Why fetch failed, in words that do not name the endpoint. */
const describeFailure = (error: unknown, timeoutMs: number): string => {
  const { name, cause } = error as Error
  if (name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  const code = (cause as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? `no connection (${code})` : 'the connection broke'
}

/** One JSON-RPC request over HTTP. Never rejects, follows no redirect, and says nothing that names the endpoint. */
export const postRpc = async (parameters: PostRpcParameters): Promise<RpcOutcome> => {
  const { url, id, method, params, timeoutMs, maxResponseBytes } = parameters
  const { address, headers } = splitCredentials(url)
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params: params ?? [] }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.status === 429 || response.status >= 500) {
      await response.body?.cancel()
      return failed(`HTTP ${response.status}`, readRetryAfter(response.headers.get('retry-after')))
    }
    return readAnswer(response, await readBody(response, maxResponseBytes), parameters)
  } catch (error) {
    return failed(describeFailure(error, timeoutMs))
  }
}

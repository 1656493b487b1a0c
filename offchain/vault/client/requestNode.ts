import type http from 'node:http'
import { abortAfter } from '../../abortAfter.ts'
import { KitError } from '../../errors.ts'

export type RequestNodeParameters = {
  /** `http.request` or `https.request`, with the agent that keeps connections. */
  request: (options: http.RequestOptions) => http.ClientRequest
  /** How messages name the node. */
  name: string
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: Uint8Array
  /** From the first byte sent to the last one received. */
  timeoutMs: number
  signal: AbortSignal
}

export type NodeAnswer = { status: number; body: unknown }

/** The largest answer is a status with a pending key of many nodes for every abandoned ceremony. */
const MOST_BYTES = 1_000_000

const CONNECTION_FIX: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there; is the node running?',
  ENOTFOUND: 'there is no such host; check its URL in the roster',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host; check its URL in the roster',
  CERT_HAS_EXPIRED: 'its certificate has expired; give it a new one',
}

/** A word for what went wrong. Never the message of the error, which may repeat what was sent. */
const describe = ({ code, name }: NodeJS.ErrnoException): { reason: string; retryable: boolean } => {
  const word = code ?? name
  const isTls = /CERT|TLS|SSL|ISSUER|SIGNATURE/.test(word)
  const reason =
    CONNECTION_FIX[word] ?? (isTls ? `TLS failed (${word}); check both certificates` : `no connection (${word})`)
  return { reason, retryable: !isTls }
}

/** The node closed a kept connection just when it was used again: it has not read the request. */
class StaleConnectionError extends Error {}

const exchange = (parameters: RequestNodeParameters): Promise<{ status: number; text: string }> => {
  const { request, name, method, path, headers, body, timeoutMs, signal } = parameters
  const limited = abortAfter(timeoutMs, signal)
  return new Promise((resolve, reject) => {
    const nameFault = (error: NodeJS.ErrnoException): Error => {
      if (error instanceof KitError) return error
      if (signal.aborted) return new KitError(`vault node ${name}: given up when told to stop`)
      if (limited.aborted)
        return new KitError(`vault node ${name}: no answer within ${timeoutMs} ms`, { retryable: true })
      if (sent.reusedSocket && !isAnswering && error.code === 'ECONNRESET') return new StaleConnectionError()
      const { reason, retryable } = describe(error)
      return new KitError(`vault node ${name}: ${reason}`, { retryable })
    }
    const fail = (error: NodeJS.ErrnoException): void => reject(nameFault(error))
    let isAnswering = false
    const sent = request({
      method,
      path,
      signal: limited,
      headers: { ...headers, ...(body && { 'content-type': 'application/json', 'content-length': body.length }) },
    })
    sent.on('error', fail)
    sent.on('response', (response) => {
      isAnswering = true
      const chunks: Buffer[] = []
      let length = 0
      response.on('error', fail)
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > MOST_BYTES) {
          response.destroy(new KitError(`vault node ${name}: answered ${path} with more than ${MOST_BYTES} bytes`))
        } else chunks.push(chunk)
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    sent.end(body)
  })
}

/** Asks a node once, and hands back its JSON, whatever its status. A redirect is an answer like any other. */
export const requestNode = async (parameters: RequestNodeParameters): Promise<NodeAnswer> => {
  const { name, path } = parameters
  const { status, text } = await exchange(parameters).catch((error) => {
    if (error instanceof StaleConnectionError) return exchange(parameters)
    throw error
  })
  try {
    return { status, body: JSON.parse(text) }
  } catch {
    const message = `vault node ${name}: answered ${path} with status ${status} and something that is not JSON`
    throw new KitError(message, { retryable: status >= 500 })
  }
}

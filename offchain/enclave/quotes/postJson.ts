import http from 'node:http'
import { abortAfter } from '../../abortAfter.ts'
import { KitError } from '../../errors.ts'

export type PostJsonParameters = {
  /** For error messages: which service listens there. */
  service: string
  socketPath: string
  path: string
  body: object
  timeoutMs: number
  /** Gives up before that. */
  signal: AbortSignal | undefined
}

/** A quote with its event log has some hundred kilobytes; more is not an answer. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024
const MAX_SHOWN = 200

const SOCKET_FIX: Record<string, string> = {
  ENOENT: 'there is no such socket; mount it into the container',
  ECONNREFUSED: 'nobody listens; is the service running?',
  EACCES: 'this user may not use it; check the mode of the socket',
}

/** What a service says of its own refusal, in one short line. */
const reasonOf = (text: string): string => {
  let reason = text
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    if (typeof error === 'string') reason = error
  } catch {
    // Not JSON: the text itself is all there is.
  }
  return reason.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_SHOWN)
}

const parseAnswer = (text: string, { service, socketPath, path }: PostJsonParameters): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new KitError(`${service} at ${socketPath} answered ${path} with something that is not JSON`)
  }
}

/** Posts JSON to an HTTP service on a Unix socket, and hands back its JSON answer. */
export const postJson = async (parameters: PostJsonParameters): Promise<unknown> => {
  const { service, socketPath, path, body, timeoutMs, signal } = parameters
  const payload = JSON.stringify(body)
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const isLate = error.name === 'AbortError' || error.name === 'TimeoutError'
      const late = signal?.aborted ? 'given up when told to stop' : `no answer within ${timeoutMs} ms`
      const reason = isLate ? late : (SOCKET_FIX[error.code ?? ''] ?? error.message)
      reject(new KitError(`${service} at ${socketPath}: ${reason}`, { retryable: true }))
    }
    const request = http.request(
      {
        socketPath,
        path,
        method: 'POST',
        // One connection for one call: a pooled one would keep the process alive.
        agent: false,
        signal: abortAfter(timeoutMs, signal),
        headers: {
          host: 'localhost',
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        let length = 0
        response.on('error', fail)
        response.on('data', (chunk: Buffer) => {
          length += chunk.length
          if (length > MAX_ANSWER_BYTES) response.destroy(new Error(`an answer above ${MAX_ANSWER_BYTES} bytes`))
          else chunks.push(chunk)
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        )
      },
    )
    request.on('error', fail)
    request.end(payload)
  })
  if (status < 200 || status > 299) {
    const message = `${service} at ${socketPath} refused ${path} with status ${status}: ${reasonOf(text)}`
    throw new KitError(message, { retryable: status >= 500 })
  }
  return parseAnswer(text, parameters)
}

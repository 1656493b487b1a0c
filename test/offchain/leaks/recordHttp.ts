import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Channel, RecordedStream } from './createRecorder.ts'

/** A way between two processes that is listened to. */
export type RecordingProxy = {
  /** What to call instead of the upstream; a path of the upstream's URL is kept. */
  url: string
  /** How many requests went through. */
  count(): number
  stop(): Promise<void>
}

/** Of one connection only, as HTTP has it. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'proxy-connection']

const headersOf = ({ rawHeaders }: IncomingMessage): string[] => {
  const kept: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (!HOP_BY_HOP.includes(name.toLowerCase())) kept.push(name, rawHeaders[at + 1] as string)
  }
  return kept
}

const writeHeaders = (stream: RecordedStream, first: string, { rawHeaders }: IncomingMessage): void => {
  const lines = [first]
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`)
  stream.append(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`))
}

/** Passes a body on as it comes, and records it; chunks are put together again, so that none hides anything between two. */
const pass = (from: IncomingMessage, to: http.ClientRequest | http.ServerResponse, stream: RecordedStream): void => {
  from.on('data', (chunk: Buffer) => stream.append(chunk))
  from.on('close', () => stream.close())
  from.pipe(to)
}

/**
 * Starts a reverse proxy on loopback that records every request and response: first lines, headers, bodies. Responses come
 * uncompressed, because compressed ones could not be searched.
 */
export const recordHttp = async (channel: Channel, upstream: string, name: string): Promise<RecordingProxy> => {
  const target = new URL(upstream)
  const agent = new http.Agent({ keepAlive: true })
  let count = 0
  const server = http.createServer((request, response) => {
    const where = `${name} #${++count}`
    const asked = channel.open(`${where} request`)
    writeHeaders(asked, `${request.method} ${request.url} HTTP/${request.httpVersion}`, request)
    const headers = headersOf(request)
    for (let at = 0; at < headers.length; at += 2) {
      const header = (headers[at] as string).toLowerCase()
      if (header === 'host') headers[at + 1] = target.host
      if (header === 'accept-encoding') headers[at + 1] = 'identity'
    }
    const forwarded = http.request(
      { agent, host: target.hostname, port: target.port, method: request.method, path: request.url, headers },
      (answer) => {
        const answered = channel.open(`${where} response`)
        writeHeaders(answered, `HTTP/${answer.httpVersion} ${answer.statusCode} ${answer.statusMessage}`, answer)
        response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headersOf(answer))
        pass(answer, response, answered)
        answer.on('aborted', () => response.destroy())
      },
    )
    // The caller learns that there is no answer as it would without us.
    forwarded.on('error', () => response.destroy())
    response.on('close', () => forwarded.destroy())
    pass(request, forwarded, asked)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${target.pathname === '/' ? '' : `${target.pathname}${target.search}`}`,
    count: () => count,
    async stop() {
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

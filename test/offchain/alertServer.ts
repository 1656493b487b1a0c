import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as a receiver got it. */
export type Received = { method: string; path: string; headers: IncomingHttpHeaders; body: string }

/** `hang` takes the request and never answers. */
export type Answer = 'hang' | { status: number; headers?: Record<string, string>; body?: string }

export type AlertServer = {
  url: URL
  received: Received[]
  /** Answers of the requests to come, in order; when they are used up, the last one again. */
  answerWith(...answers: Answer[]): void
  stop(): Promise<void>
}

/** A real HTTP server on loopback that records what it gets and answers as it is told, at first with 200. */
export const startAlertServer = async (path = '/hook/T0PS3CRET-path?token=T0PS3CRET-query'): Promise<AlertServer> => {
  const received: Received[] = []
  let answers: Answer[] = [{ status: 200 }]
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      received.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') })
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? 'hang'
      if (answer === 'hang') return
      response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    received,
    answerWith: (...next) => {
      answers = next
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

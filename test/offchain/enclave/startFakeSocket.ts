import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'

export type SocketRequest = { method: string; path: string; body: string; headers: http.IncomingHttpHeaders }

export type FakeSocket = { socketPath: string; requests: SocketRequest[]; stop(): Promise<void> }

/** An HTTP service on a Unix socket in a folder of its own. */
export const startFakeSocket = async (
  answer: (request: SocketRequest, response: http.ServerResponse) => void,
): Promise<FakeSocket> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'socket-'))
  const socketPath = path.join(folder, 'agent.sock')
  const requests: SocketRequest[] = []
  const server = http.createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', body, headers: incoming.headers }
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  return {
    socketPath,
    requests,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

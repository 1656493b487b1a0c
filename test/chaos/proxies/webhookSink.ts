// node --import tsx webhookSink.ts <secret>: whoever is woken by the agent's alerts, forked by the suite.
import { createHmac, timingSafeEqual } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveCommands } from './serveCommands.ts'
import type { ReceivedAlert, SinkCommand, SinkMood } from './sinkMessage.ts'

const secret = process.argv[2] as string

let mood: SinkMood = 'listening'
let received: ReceivedAlert[] = []
let forged = 0

const isGenuine = ({ headers }: http.IncomingMessage, body: string): boolean => {
  const given = Buffer.from(String(headers['x-alert-signature']))
  const digest = createHmac('sha256', secret).update(`${headers['x-alert-timestamp']}.${body}`).digest('hex')
  const expected = Buffer.from(`v1=${digest}`)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const server = http.createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  if (mood === 'silent') return
  if (mood === 'failing') return void response.writeHead(503).end()
  if (isGenuine(request, body)) {
    const { incidentId, phase, kind } = JSON.parse(body) as Pick<ReceivedAlert, 'incidentId' | 'phase' | 'kind'>
    const key = String(request.headers['idempotency-key'])
    received.push({ path: request.url ?? '', key, incidentId, phase, kind })
  } else forged += 1
  response.writeHead(204).end()
})

const { say } = serveCommands(({ command, ...rest }: SinkCommand) => {
  if (command === 'mood' && 'mood' in rest) mood = rest.mood
  if (command === 'clear') {
    received = []
    forged = 0
  }
  return { received, forged }
})

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
say({ event: 'listening', port: (server.address() as AddressInfo).port })

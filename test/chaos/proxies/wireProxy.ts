// node --import tsx wireProxy.ts <port>: the way between an agent and its PostgreSQL, forked by the suite.
import net, { type AddressInfo } from 'node:net'
import { createFrameReader, type Frame, sqlOf } from './postgresFrames.ts'
import type { Moment } from './proxyMessage.ts'
import { serveCommands } from './serveCommands.ts'
import type { WireCommand } from './wireMessage.ts'

const upstreamPort = Number(process.argv[2])

let counts = new Map<string, number>()
let steps: string[] = []
let trap: { step: string; moment: Moment } | undefined
const sockets = new Set<net.Socket>()

/** A step is what asks the server to do something and to answer: a simple query, or the end of an extended one. */
const nextStep = (sql: string): string => {
  const label = sql.replaceAll(/\s+/g, ' ').trim().slice(0, 60)
  const count = (counts.get(label) ?? 0) + 1
  counts.set(label, count)
  const step = `${label}#${count}`
  steps.push(step)
  return step
}

const server = net.createServer((client) => {
  const upstream = net.connect(upstreamPort, '127.0.0.1')
  let opened = false
  let sql = ''
  /** `sent`: nothing more goes to the server. `answered`: the server's answer to the step stays here. */
  let held: 'no' | 'sent' | 'answering' = 'no'
  const fromClient = createFrameReader(() => !opened)
  const fromServer = createFrameReader(() => false)

  const pass = (frame: Frame) => {
    opened = true
    sql = sqlOf(frame) ?? sql
    const step = frame.type === 'Q' || frame.type === 'S' ? nextStep(sql) : undefined
    if (trap && step === trap.step) {
      held = trap.moment === 'before' ? 'sent' : 'answering'
      trap = undefined
      if (held === 'sent') say({ event: 'trapped' })
    }
    if (held !== 'sent') upstream.write(frame.bytes)
  }
  client.on('data', (chunk) => {
    for (const frame of fromClient(chunk)) pass(frame)
  })
  upstream.on('data', (chunk) => {
    if (held === 'no') return void client.write(chunk)
    // Ready for the next query: the server has done, and on disk, what was asked.
    if (fromServer(chunk).some(({ type }) => type === 'Z')) say({ event: 'trapped' })
  })
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    sockets.add(one)
    one.on('error', () => other.destroy())
    one.on('close', () => {
      sockets.delete(one)
      other.destroy()
    })
  }
})

const { say } = serveCommands(async (message: WireCommand): Promise<string[]> => {
  if (message.command === 'mark') {
    counts = new Map()
    steps = []
  }
  if (message.command === 'trap') trap = message
  if (message.command === 'untrap') trap = undefined
  if (message.command === 'cut') for (const socket of sockets) socket.destroy()
  return steps
})

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
say({ event: 'listening', port: (server.address() as AddressInfo).port })

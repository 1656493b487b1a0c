// node --import tsx rpcProxy.ts <upstream URL>: one provider between the agent and the chain, forked by the suite.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Hex } from 'viem'
import { seededRandom } from '../../../offchain/protocol/seededRandom.ts'
import { answerWithLie } from './answerWithLie.ts'
import type { Forward, RpcCall, RpcReply } from './jsonRpc.ts'
import type { Moment, Observation, ProxyCommand } from './proxyMessage.ts'
import { isLie, type RpcFault } from './rpcFault.ts'
import { serveCommands } from './serveCommands.ts'
import { createStepCounter, labelOf } from './stepCounter.ts'

const upstream = process.argv[2] as string
const pooled = new http.Agent({ keepAlive: true })
const never = new Promise<never>(() => undefined)

let fault: RpcFault | undefined
let dice = seededRandom(0)
let trap: { step: string; moment: Moment } | undefined
let release: (proceed: boolean) => void = () => undefined
let nextStep = createStepCounter()
let steps: string[] = []
let sent: Hex[] = []
let lastRequestAt = 0
let lastWorkAt = 0

const readBody = async (stream: http.IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const forward: Forward = (call) =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const request = http.request(upstream, { method: 'POST', agent: pooled, headers }, (response) => {
      readBody(response).then((body) => resolve(JSON.parse(body) as RpcReply), reject)
    })
    request.on('error', reject)
    request.end(JSON.stringify({ jsonrpc: '2.0', ...call }))
  })

/** Tells the suite that the step is reached and waits for its word; what is dropped is never answered. */
const hold = async (): Promise<void> => {
  trap = undefined
  const proceed = new Promise<boolean>((resolve) => {
    release = resolve
  })
  say({ event: 'trapped' })
  if (!(await proceed)) await never
}

type Step = { call: RpcCall; isTrappedAfter: boolean }

/** Counts the call, and holds it when it is what the trap before a step waits for. */
const admit = async (call: RpcCall): Promise<Step> => {
  const step = nextStep(call)
  steps.push(step)
  if (call.method === 'eth_sendRawTransaction') sent.push(call.params?.[0] as Hex)
  const caught = trap?.step === step ? trap.moment : undefined
  if (caught === 'before') await hold()
  return { call, isTrappedAfter: caught === 'after' }
}

const answer = async ({ call, isTrappedAfter }: Step, active: RpcFault | undefined): Promise<RpcReply> => {
  const reply = active && isLie(active) ? await answerWithLie(call, active, forward) : await forward(call)
  if (isTrappedAfter) await hold()
  return reply === 'hang' ? never : reply
}

const note = (calls: readonly RpcCall[]) => {
  lastRequestAt = Date.now()
  const isHeadPoll = calls.every((call) => /^eth_(blockNumber|getBlockByNumber|chainId)$/.test(labelOf(call)))
  if (!isHeadPoll) lastWorkAt = lastRequestAt
}

const server = http.createServer(async (request, response) => {
  const body = JSON.parse(await readBody(request)) as RpcCall | RpcCall[]
  const calls = Array.isArray(body) ? body : [body]
  note(calls)
  const admitted = await Promise.all(calls.map(admit))
  // Now, not on arrival: the suite may have broken the provider while it held the call.
  const active = fault && Number(dice.below(100n)) < (fault.percent ?? 100) ? fault : undefined
  if (active?.kind === 'down') return void response.destroy()
  if (active?.kind === 'hang') return
  if (active?.kind === 'slow') await delay(active.ms)
  if (active?.kind === 'status') {
    return void response.writeHead(active.code, { 'content-type': 'text/plain' }).end('the provider has had enough')
  }
  try {
    const replies = await Promise.all(admitted.map((step) => answer(step, active)))
    const text = JSON.stringify(Array.isArray(body) ? replies : replies[0])
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(active?.kind === 'truncated' ? text.slice(0, text.length / 2) : text)
  } catch {
    response.destroy()
  }
})

/** A provider that is down has nothing on its port: connections are refused, not merely closed. */
const setFault = async (next: RpcFault | undefined): Promise<void> => {
  const wasDown = !server.listening
  const isDown = next?.kind === 'down' && next.percent === undefined
  fault = next
  if (isDown && !wasDown) {
    server.close()
    server.closeAllConnections()
  }
  if (!isDown && wasDown) await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
}

const obey = async (message: ProxyCommand): Promise<Observation | undefined> => {
  switch (message.command) {
    case 'fault':
      dice = seededRandom(message.seed)
      await setFault(message.fault)
      return undefined
    case 'mark':
      nextStep = createStepCounter()
      steps = []
      sent = []
      return undefined
    case 'trap':
      trap = message
      return undefined
    case 'trapNext':
      trap = message
      release(true)
      return undefined
    case 'release':
      trap = undefined
      release(message.proceed)
      return undefined
    case 'observe': {
      const now = Date.now()
      return { steps, sent, workIdleMs: now - lastWorkAt, idleMs: now - lastRequestAt }
    }
  }
}

const { say } = serveCommands(obey)

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
say({ event: 'listening', port })

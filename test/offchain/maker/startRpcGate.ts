// A provider that does what the real one does, until a test wants to step in before or after a transaction.
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export type RpcGate = {
  url: string
  /** Called once, with the `nth` raw transaction from now: before it is passed on, or after it is sent and before its answer. */
  onTransaction: (nth: number, when: 'before' | 'after', act: () => void) => void
  stop: () => Promise<void>
}

export const startRpcGate = async (target: string): Promise<RpcGate> => {
  let waiting: { left: number; when: 'before' | 'after'; act: () => void } | undefined
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    if (waiting && body.includes('eth_sendRawTransaction')) waiting.left -= 1
    const held = waiting?.left === 0 ? waiting : undefined
    if (held) waiting = undefined
    if (held?.when === 'before') {
      held.act()
      // Nobody is there any more to be answered.
      return
    }
    const answer = await fetch(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const text = await answer.text()
    if (held) {
      held.act()
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onTransaction(left, when, act) {
      waiting = { left, when, act }
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

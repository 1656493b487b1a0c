import { KitError } from '../../errors.ts'
import { readSecrets } from './capabilities/secrets.ts'
import { collectDonCalls, respond } from './donCalls.ts'
import { type Execution, type ExecutionReport, guestJob, onlineNodes, type SimulatedNodes } from './execution.ts'
import { falsifyRequest } from './faults.ts'
import { createGuestHost, type Dispatch } from './guestHost.ts'
import { noQuorum } from './quorum.ts'
import type { Sandbox } from './sandbox.ts'

/**
 * Executes a TEE handler once, in the *simulated confidential workflow*: an ordinary worker thread, isolated from nobody. HTTP calls
 * and secrets stay inside; every other call crosses to the DON, whose nodes endorse it without being able to recheck it.
 * On the wire nothing says which side a call belongs to: as in the real host, the capability decides.
 */
export const executeInEnclave = async (
  enclave: Sandbox,
  nodes: SimulatedNodes,
  execution: Execution,
): Promise<ExecutionReport> => {
  const isByzantine = (node: number) => nodes.faults.get(node) === 'byzantine'
  const answering = onlineNodes(nodes).filter((node) => nodes.faults.get(node) === undefined || isByzantine(node))
  const honest = answering.filter((node) => !isByzantine(node))
  const calls = collectDonCalls({ ...nodes, ...execution, voters: answering })

  const dispatch: Dispatch = (request, bytes) => {
    const capability = nodes.capabilities.get(request.id)
    if (!capability) return undefined
    if (capability.modes.includes('enclave')) {
      const payload = request.payload?.value ?? new Uint8Array()
      return respond(() => capability.invoke(request.method, payload, { ...execution.context, endorsers: [] }))
    }
    execution.onCrossed({ kind: 'capability', bytes })
    for (const node of answering.filter(isByzantine)) void calls.ask(node, falsifyRequest(request))
    const [response] = honest.map((node) => calls.ask(node, request))
    return response ?? respond(() => Promise.reject(noQuorum(`${request.id} ${request.method}`, 0, nodes.quorum)))
  }
  const host = createGuestHost({
    dispatch,
    readSecrets: (requests, bytes) => {
      execution.onCrossed({ kind: 'secrets', bytes })
      return readSecrets(nodes.secrets, nodes.owner, requests)
    },
    log: (text) => {
      execution.onCrossed({ kind: 'log', bytes: Buffer.from(text, 'utf8') })
      nodes.log('simulated confidential workflow (hidden in production)', text)
    },
  })
  // A custodian's figures may be younger than the execution: in reality too, each look at the clock is a new one.
  const exit = await enclave.run({ ...guestJob(execution), startedAtMs: Date.now() }, host)
  if (!exit.response)
    throw new KitError(`the simulated confidential workflow failed: ${exit.error}`, { retryable: true })
  execution.onCrossed({ kind: 'result', bytes: exit.response })
  // The nodes vouch for the result as well, for a handler may end without having called them.
  if (honest.length < nodes.quorum.needed) throw noQuorum('the result', honest.length, nodes.quorum)
  return { result: exit.response, memoryBytes: exit.memoryBytes }
}

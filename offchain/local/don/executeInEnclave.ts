import { KitError } from '../../errors.ts'
import { readSecrets } from './capabilities/secrets.ts'
import { collectDonCalls, respond } from './donCalls.ts'
import { type Execution, type ExecutionReport, guestJob, onlineNodes, type SimulatedNodes } from './execution.ts'
import { falsifyRequest } from './faults.ts'
import { createGuestHost, type Dispatch } from './guestHost.ts'
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
  const answering = onlineNodes(nodes).filter((node) => {
    const fault = nodes.faults.get(node)
    return fault === undefined || fault === 'byzantine'
  })
  const calls = collectDonCalls({ ...nodes, ...execution, voters: answering })

  const dispatch: Dispatch = (request, bytes) => {
    const capability = nodes.capabilities.get(request.id)
    if (!capability) return undefined
    if (capability.modes.includes('enclave')) {
      const payload = request.payload?.value ?? new Uint8Array()
      return respond(() => capability.invoke(request.method, payload, { ...execution.context, endorsers: [] }))
    }
    execution.onCrossed({ kind: 'capability', bytes })
    const responses = answering.map((node) => {
      const isByzantine = nodes.faults.get(node) === 'byzantine'
      return { isByzantine, response: calls.ask(node, isByzantine ? falsifyRequest(request) : request) }
    })
    // The enclave listens to the nodes that agreed; with no honest one left there is nobody to hear.
    return (
      responses.find(({ isByzantine }) => !isByzantine)?.response ??
      respond(() => {
        throw new KitError(`no honest simulated node answers ${request.id} ${request.method}`)
      })
    )
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
  const exit = await enclave.run(guestJob(execution), host)
  if (!exit.response)
    throw new KitError(`the simulated confidential workflow failed: ${exit.error}`, { retryable: true })
  execution.onCrossed({ kind: 'result', bytes: exit.response })
  return { result: exit.response, memoryBytes: exit.memoryBytes }
}

import { KitError } from '../../errors.ts'
import type { Capability } from './capabilities/capability.ts'
import { readSecrets } from './capabilities/secrets.ts'
import { collectDonCalls, type DonCalls, respond } from './donCalls.ts'
import { type Execution, type ExecutionReport, guestJob, onlineNodes, type SimulatedNodes } from './execution.ts'
import { falseResult, falsifyRequest } from './faults.ts'
import { createGuestHost, type Dispatch } from './guestHost.ts'
import { largestGroup, noQuorum, openBallot } from './quorum.ts'

const invokeOnNode = (
  capability: Capability,
  { context }: Execution,
  node: number,
  method: string,
  payload: Uint8Array,
) =>
  respond(() => {
    if (!capability.modes.includes('node')) throw new KitError(`${capability.id} is not available in node mode`)
    return capability.invoke(method, payload, { ...context, endorsers: [node] })
  })

const nodeDispatch =
  (nodes: SimulatedNodes, execution: Execution, calls: DonCalls, node: number): Dispatch =>
  (request) => {
    const capability = nodes.capabilities.get(request.id)
    if (!capability) return undefined
    // The SDK numbers calls made in node mode downwards from -1.
    if (request.callbackId < 0) {
      return invokeOnNode(capability, execution, node, request.method, request.payload?.value ?? new Uint8Array())
    }
    return calls.ask(node, nodes.faults.get(node) === 'byzantine' ? falsifyRequest(request) : request)
  }

/** Executes a handler once per online node; the result is what 2f + 1 nodes report identically. Rejects without such a quorum. */
export const executeOnNodes = (nodes: SimulatedNodes, execution: Execution): Promise<ExecutionReport> => {
  const { quorum, faults } = nodes
  const online = onlineNodes(nodes)
  const calls = collectDonCalls({ ...nodes, ...execution, voters: online })
  const failures = new Map<number, string>()
  let memoryBytes = 0
  const over = new AbortController()

  const results = openBallot<Uint8Array, ExecutionReport>(online, (votes, complete) => {
    const group = largestGroup(votes)
    const result = votes.get(group[0] ?? -1)
    if (result && group.length >= quorum.needed) return { result, memoryBytes }
    if (!complete) return undefined
    const [failure] = failures.values()
    throw failure
      ? new KitError(`${noQuorum('the result', group.length, quorum).message}; a node says: ${failure}`, {
          retryable: true,
        })
      : noQuorum('the result', group.length, quorum)
  })

  const executeOn = async (node: number): Promise<void> => {
    const fault = faults.get(node)
    const host = createGuestHost({
      dispatch: nodeDispatch(nodes, execution, calls, node),
      readSecrets: (requests) => readSecrets(nodes.secrets, nodes.owner, requests),
      log: (text) => nodes.log(`simulated DON node ${node}`, text),
    })
    const exit = await nodes.sandboxes[node]?.run(guestJob(execution, fault), host, over.signal)
    memoryBytes = Math.max(memoryBytes, exit?.memoryBytes ?? 0)
    // A finished node joins no later call, so the others need not wait for it.
    calls.withdraw(node)
    if (exit?.response) results.cast(node, fault === 'byzantine' ? falseResult() : exit.response)
    else {
      failures.set(node, exit?.error ?? 'no such node')
      results.withdraw(node)
    }
  }
  for (const node of online) void executeOn(node)
  return results.outcome.finally(() => over.abort())
}

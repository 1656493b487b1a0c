import { create } from '@bufbuild/protobuf'
import type { Any } from '@bufbuild/protobuf/wkt'
import { SDK_PB } from '@chainlink/cre-sdk/pb'
import { type Address, createPublicClient, type Hex, http } from 'viem'
import { privateKeyToAccount, privateKeyToAddress } from 'viem/accounts'
import { KitError } from '../../errors.ts'
import type { Guest } from './buildGuest.ts'
import { createReadCounter } from './capabilities/chainReadLimits.ts'
import { confidentialHttp } from './capabilities/confidentialHttp.ts'
import { consensus } from './capabilities/consensus.ts'
import { evm } from './capabilities/evm.ts'
import { httpActions } from './capabilities/httpActions.ts'
import type { DonSecrets } from './capabilities/secrets.ts'
import { CRON_TRIGGER_ID, cronPayload } from './cronPayload.ts'
import { executeInEnclave } from './executeInEnclave.ts'
import { executeOnNodes } from './executeOnNodes.ts'
import { type Execution, type ExecutionReport, onlineNodes, type SimulatedNodes } from './execution.ts'
import type { Fault } from './faults.ts'
import { simulatedNodeKeys } from './nodeKeys.ts'
import { noQuorum, quorumOf } from './quorum.ts'
import { requireLocalChain } from './requireLocalChain.ts'
import { encodeExecuteRequest, type Round, runRound } from './round.ts'
import { loadGuest, startSandbox } from './sandbox.ts'
import { type Subscription, subscribe } from './subscribe.ts'
import { computeExecutionId, computeWorkflowId, computeWorkflowNameHash } from './workflowIdentity.ts'

const DEFAULT_TIMEOUT_MS = 300_000 // Chainlink's simulator: five minutes per execution

export type SimulatedDonParameters = {
  guest: Guest
  /** The workflow's configuration file, as bytes. */
  config: Uint8Array
  secrets: DonSecrets
  workflow: { name: string; owner: Address }
  nodes?: number
  faultTolerance?: number
  /** One per node; by default those of simulatedNodeKeys. */
  signerKeys?: readonly Hex[]
  chain: { rpcUrl: string; forwarder: Address; chainSelector: bigint; transmitterKey: Hex }
  faults?: ReadonlyMap<number, Fault>
  /** Of one execution of one guest. */
  timeoutMs?: number
  /** Unix ms the nodes agree on; the machine's clock by default. */
  now?: () => number
  log?: (source: string, text: string) => void
}

export type SimulatedDon = {
  readonly workflowId: Hex
  readonly workflowNameHash: Hex
  /** Addresses to configure in the forwarder. */
  readonly signers: readonly Address[]
  readonly subscriptions: readonly Subscription[]
  /** `scheduledAt`: a Date, or bigint seconds since the epoch. */
  fireCron(handlerIndex: number, scheduledAt: Date | bigint): Promise<Round>
  /** Rounds run one after another. `eventId` names the event: a report delivered for it cannot be delivered again. */
  trigger(handlerIndex: number, payload: Any, eventId: string): Promise<Round>
  /** Counts from the next round on. */
  setFault(node: number, fault: Fault | null): void
  stop(): Promise<void>
}

/**
 * Starts a *simulated* workflow DON: every node runs the workflow in the SDK's own guest, in this process. Quorum, signatures, HTTP and
 * chain are real; nodes, network, enclave and attestation are not. Refuses every chain but 31337.
 * Example: `const don = await startSimulatedDon({ guest, config, secrets, workflow: { name, owner }, chain })`.
 */
export const startSimulatedDon = async (parameters: SimulatedDonParameters): Promise<SimulatedDon> => {
  const { guest, config, secrets, workflow, chain, log = () => {}, now = Date.now } = parameters
  const quorum = quorumOf(parameters.nodes ?? 4, parameters.faultTolerance ?? 1)
  const keys = parameters.signerKeys ?? simulatedNodeKeys(quorum.nodes)
  if (keys.length !== quorum.nodes) throw new KitError(`${keys.length} signerKeys for ${quorum.nodes} simulated nodes`)
  const client = createPublicClient({ transport: http(chain.rpcUrl) })
  await requireLocalChain(client, chain.rpcUrl)

  const workflowId = computeWorkflowId({ ...workflow, wasm: guest.wasm, config })
  const workflowNameHash = computeWorkflowNameHash(workflow.name)
  const identity = { id: workflowId, nameHash: workflowNameHash, owner: workflow.owner }
  const transmitter = { client, account: privateKeyToAccount(chain.transmitterKey), forwarder: chain.forwarder }
  const capabilities = [
    httpActions,
    confidentialHttp(secrets),
    consensus({ keys, faultTolerance: quorum.faultTolerance, workflow: identity }),
    evm(chain.chainSelector, transmitter),
  ]

  const sandboxOptions = { guest: loadGuest(guest.wasm), timeoutMs: parameters.timeoutMs ?? DEFAULT_TIMEOUT_MS }
  const enclave = startSandbox(sandboxOptions)
  const faults = new Map(parameters.faults)
  const nodes: SimulatedNodes = {
    sandboxes: keys.map(() => startSandbox(sandboxOptions)),
    faults,
    quorum,
    capabilities: new Map(capabilities.map((capability) => [capability.id, capability])),
    secrets,
    owner: workflow.owner,
    log,
  }
  const stopping = new AbortController()

  const execute = async (execution: Execution, inTee: boolean): Promise<ExecutionReport> => {
    const online = onlineNodes(nodes).length
    if (online < quorum.needed) throw noQuorum('anything: the others are offline', online, quorum)
    return inTee ? executeInEnclave(enclave, nodes, execution) : executeOnNodes(nodes, execution)
  }
  const contextOf = (eventId: string, handlerIndex: number) => ({
    executionId: computeExecutionId(workflowId, eventId, handlerIndex),
    donTimeMs: now(),
    signal: stopping.signal,
  })

  let lastRound: Promise<unknown> = Promise.resolve()
  const stop = async (): Promise<void> => {
    stopping.abort(new KitError('the simulated DON was stopped'))
    await Promise.all([...nodes.sandboxes, enclave].map((sandbox) => sandbox.stop()))
    await lastRound
  }

  let subscriptions: Subscription[]
  try {
    const context = { ...contextOf('subscribe', 0), onTransaction: () => {}, onChainRead: createReadCounter() }
    subscriptions = await subscribe(config, context, (execution) => execute(execution, false))
  } catch (error) {
    await stop()
    throw error
  }
  log(
    'simulated DON',
    `${quorum.nodes} nodes run ${workflow.name} (${workflowId}) with ${subscriptions.length} handlers`,
  )

  const subscriptionAt = (handlerIndex: number): Subscription => {
    const subscription = subscriptions[handlerIndex]
    if (!subscription) throw new KitError(`handler ${handlerIndex} does not exist; there are ${subscriptions.length}`)
    if (subscription.hasPreHook) {
      throw new KitError(`handler ${handlerIndex} has a preHook, whose restrictions the simulated DON does not enforce`)
    }
    return subscription
  }
  const trigger: SimulatedDon['trigger'] = async (handlerIndex, payload, eventId) => {
    const { inTee } = subscriptionAt(handlerIndex)
    const value = create(SDK_PB.TriggerSchema, { id: BigInt(handlerIndex), payload })
    const request = encodeExecuteRequest(config, { case: 'trigger', value })
    const round = lastRound.then(() =>
      runRound({ request, context: contextOf(eventId, handlerIndex) }, (execution) => execute(execution, inTee)),
    )
    lastRound = round
    return round
  }

  return {
    workflowId,
    workflowNameHash,
    signers: keys.map((key) => privateKeyToAddress(key)),
    subscriptions,
    trigger,
    fireCron: async (handlerIndex, scheduledAt) => {
      const { capabilityId } = subscriptionAt(handlerIndex)
      if (capabilityId !== CRON_TRIGGER_ID) {
        throw new KitError(`handler ${handlerIndex} is triggered by ${capabilityId}, not by cron; use trigger`)
      }
      const scheduledMs = scheduledAt instanceof Date ? scheduledAt.getTime() : Number(scheduledAt) * 1000
      return trigger(handlerIndex, cronPayload(scheduledMs), new Date(scheduledMs).toISOString())
    },
    setFault: (node, fault) => {
      if (!(node in keys)) throw new KitError(`simulated node ${node} does not exist; there are ${quorum.nodes}`)
      if (fault === null) faults.delete(node)
      else faults.set(node, fault)
    },
    stop,
  }
}

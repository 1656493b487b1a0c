import { randomBytes } from 'node:crypto'
import type { Hex } from 'viem'
import type { CallContext, Capability } from './capabilities/capability.ts'
import type { DonSecrets } from './capabilities/secrets.ts'
import type { Fault } from './faults.ts'
import type { GuestJob } from './guest/guestMessages.ts'
import type { Quorum } from './quorum.ts'
import type { Sandbox } from './sandbox.ts'

/** What stays the same between executions. */
export type SimulatedNodes = {
  readonly sandboxes: readonly Sandbox[]
  /** Read at each execution: faults come and go. */
  readonly faults: ReadonlyMap<number, Fault>
  readonly quorum: Quorum
  readonly capabilities: ReadonlyMap<string, Capability>
  readonly secrets: DonSecrets
  readonly owner: Hex
  readonly log: (source: string, text: string) => void
}

export type Execution = {
  /** ExecuteRequest, base64. */
  readonly request: string
  readonly context: Omit<CallContext, 'endorsers'>
  readonly onCrossed: (message: CrossedMessage) => void
}

/** A message that left the simulated confidential workflow for the DON. Logs count too, although production hides them. */
export type CrossedMessage = { readonly kind: 'capability' | 'secrets' | 'log' | 'result'; readonly bytes: Uint8Array }

export type ExecutionReport = {
  /** ExecutionResult, protobuf bytes. */
  readonly result: Uint8Array
  /** Largest linear memory of a guest. */
  readonly memoryBytes: number
}

/** FNV-1a, 64 bit: how the CRE host makes the DON's random seed from the execution id. */
const fnv1a64 = (text: string): bigint => {
  let hash = 0xcbf29ce484222325n
  for (const byte of Buffer.from(text, 'utf8')) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash
}

export const guestJob = ({ request, context }: Execution, fault?: Fault): GuestJob => ({
  request,
  donSeed: fnv1a64(Buffer.from(context.executionId).toString('hex')),
  nodeSeed: randomBytes(8).readBigUInt64LE(),
  donTimeMs: context.donTimeMs,
  ...(fault === 'throwing' || fault === 'hanging' ? { fault } : {}),
})

export const onlineNodes = ({ quorum, faults }: SimulatedNodes): number[] =>
  Array.from({ length: quorum.nodes }, (_, node) => node).filter((node) => faults.get(node) !== 'offline')

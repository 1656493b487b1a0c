import type { MessagePort } from 'node:worker_threads'
import type { WasmModule } from './webAssembly.ts'

/** What a worker gets once, when it starts. */
export type GuestWorkerData = {
  readonly module: WasmModule
  readonly port: MessagePort
  /** Set to 1 and notified by the host after it has posted a reply to `port`. */
  readonly replied: Int32Array
}

/** One execution of the guest, in one fresh instance. */
export type GuestJob = {
  /** ExecuteRequest, base64 of its protobuf bytes. */
  readonly request: string
  /** The same on all nodes of one execution. */
  readonly donSeed: bigint
  /** This node's own. */
  readonly nodeSeed: bigint
  /** The consensus time, ms since the epoch. */
  readonly donTimeMs: number
  /** The machine's clock at `donTimeMs`, where time is to pass: not on nodes, which all have to see the same. */
  readonly startedAtMs?: number
  /** Simulated faults of the node itself. */
  readonly fault?: 'throwing' | 'hanging'
}

/** Calls that block the guest until the host replies; `bytes` is the protobuf request. */
export type GuestCallKind = 'callCapability' | 'awaitCapabilities' | 'getSecrets' | 'awaitSecrets'

export type GuestMessage =
  | { readonly kind: GuestCallKind; readonly bytes: Uint8Array }
  | { readonly kind: 'log'; readonly text: string }
  | ({ readonly kind: 'exit' } & GuestExit)

export type HostReply = { readonly bytes: Uint8Array } | { readonly error: string }

/** How an execution ended: with a response (ExecutionResult bytes), or with an error outside the guest's control. */
export type GuestExit = {
  readonly response?: Uint8Array
  readonly error?: string
  /** Linear memory at the end; it never shrinks, so this is the peak. */
  readonly memoryBytes: number
}

// Runs in a worker thread: executes the guest once per job, each time in a fresh instance, as the CRE host does.
// Source of the host functions: chainlink-common pkg/workflows/wasm/host, read 2026-08.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { GuestCallKind, GuestExit, GuestJob, GuestMessage, GuestWorkerData, HostReply } from './guestMessages.ts'
import { createWasi, GuestExited } from './wasi.ts'
import { type WasmMemory, webAssembly } from './webAssembly.ts'

const { module, port, replied } = workerData as GuestWorkerData

// A finished instance keeps its linear memory (11 MB and more) until a collection, and this thread's own heap grows too slowly to cause one.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const NODE_MODE = 2
const NANOSECONDS_PER_MS = 1_000_000n

type GuestExports = { readonly memory: WasmMemory; readonly _start: () => void }

const post = (message: GuestMessage): void => port.postMessage(message)

/** The guest is synchronous and the host is not: block this thread until the reply has come. */
const ask = (kind: GuestCallKind, bytes: Uint8Array): HostReply => {
  Atomics.store(replied, 0, 0)
  post({ kind, bytes })
  Atomics.wait(replied, 0, 0)
  return (receiveMessageOnPort(port) as { message: HostReply }).message
}

const execute = (job: GuestJob): GuestExit => {
  if (job.fault === 'throwing') throw new Error('simulated fault: this node throws')
  // Blocked for good, so that only the host's timeout can end it.
  if (job.fault === 'hanging') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)

  let mode = 0
  let response: Uint8Array | undefined
  const memory = () => exports.memory
  const read = (address: number, length: number) => new Uint8Array(memory().buffer, address, length).slice()

  /** Negative length tells the guest that the bytes are an error message; it becomes a JavaScript exception. */
  const writeError = (message: string, address: number, capacity: number): bigint => {
    const utf8 = Buffer.from(message, 'utf8').subarray(0, capacity)
    new Uint8Array(memory().buffer).set(utf8, address)
    return BigInt(-utf8.length)
  }
  const writeReply = (reply: HostReply, address: number, capacity: number): bigint => {
    if ('error' in reply) return writeError(reply.error, address, capacity)
    if (reply.bytes.length > capacity) {
      return writeError(
        `response buffer too small: ${reply.bytes.length} bytes, room for ${capacity}`,
        address,
        capacity,
      )
    }
    new Uint8Array(memory().buffer).set(reply.bytes, address)
    return BigInt(reply.bytes.length)
  }
  const answering = (kind: GuestCallKind) => (address: number, length: number, out: number, capacity: number) =>
    writeReply(ask(kind, read(address, length)), out, capacity)

  const env = {
    version_v2_typescript: () => {},
    switch_modes: (next: number) => {
      mode = next
    },
    log: (address: number, length: number) =>
      post({ kind: 'log', text: Buffer.from(read(address, length)).toString('utf8') }),
    send_response: (address: number, length: number) => {
      response = read(address, length)
      return 0
    },
    random_seed: (of: number) => BigInt.asIntN(64, of === NODE_MODE ? job.nodeSeed : job.donSeed),
    now: (out: number) => {
      const passedMs = job.startedAtMs === undefined ? 0 : Date.now() - job.startedAtMs
      const ms = mode === NODE_MODE ? Date.now() : job.donTimeMs + passedMs
      new DataView(memory().buffer).setBigUint64(out, BigInt(ms) * NANOSECONDS_PER_MS, true)
      return 0
    },
    call_capability: (address: number, length: number) =>
      'error' in ask('callCapability', read(address, length)) ? -1n : 0n,
    await_capabilities: answering('awaitCapabilities'),
    get_secrets: answering('getSecrets'),
    await_secrets: answering('awaitSecrets'),
  }
  const wasi = createWasi({ memory, args: ['wasi', job.request], randomSeed: job.donSeed })
  const instance = new webAssembly.Instance(module, { env, wasi_snapshot_preview1: wasi })
  const exports = instance.exports as unknown as GuestExports
  try {
    exports._start()
  } catch (error) {
    if (!(error instanceof GuestExited && error.code === 0)) {
      return { error: `the guest trapped: ${String(error)}`, memoryBytes: memory().buffer.byteLength }
    }
  }
  return response
    ? { response, memoryBytes: memory().buffer.byteLength }
    : { error: 'the guest ended without a response', memoryBytes: memory().buffer.byteLength }
}

parentPort?.on('message', (job: GuestJob) => {
  try {
    post({ kind: 'exit', ...execute(job) })
  } catch (error) {
    post({ kind: 'exit', error: String(error), memoryBytes: 0 })
  }
  collectGarbage()
})

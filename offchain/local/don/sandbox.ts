import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { GuestCallKind, GuestExit, GuestJob, GuestMessage, HostReply } from './guest/guestMessages.ts'
import { guestWorkerSource } from './guest/guestWorkerSource.ts'
import { limitMemory } from './guest/limitMemory.ts'
import { type WasmModule, webAssembly } from './guest/webAssembly.ts'

/** What the guest may ask of its host. A rejected call reaches the guest as a JavaScript exception (`callCapability`: as a refusal). */
export type GuestHost = Readonly<Record<GuestCallKind, (request: Uint8Array) => Promise<Uint8Array>>> & {
  readonly log: (text: string) => void
}

export type Sandbox = {
  /** Executes the guest once, after earlier executions of this sandbox. `over` aborts when nobody waits for the answer any more. */
  run(job: GuestJob, host: GuestHost, over?: AbortSignal): Promise<GuestExit>
  stop(): Promise<void>
}

type Running = { readonly worker: Worker; readonly port: MessagePort; readonly replied: Int32Array }

// A node that is still busy this long after its round was decided is restarted, so that it can take part in the next one.
// (A real node would run on until its own timeout.)
const LATENESS_MS = 1_000

const MEMORY_LIMIT_BYTES = 100 * 1024 * 1024 // Chainlink's simulator

/** What all sandboxes of one workflow share. */
export type LoadedGuest = { readonly module: WasmModule; readonly workerSource: string }

export const loadGuest = (wasm: Uint8Array): LoadedGuest => ({
  module: new webAssembly.Module(limitMemory(wasm, MEMORY_LIMIT_BYTES)),
  workerSource: guestWorkerSource(),
})

const startWorker = ({ module, workerSource }: LoadedGuest): Running => {
  const { port1, port2 } = new MessageChannel()
  const replied = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(workerSource, {
    eval: true,
    execArgv: [], // not the parent's loaders
    workerData: { module, port: port2, replied },
    transferList: [port2],
  })
  return { worker, port: port1, replied }
}

const reply = ({ port, replied }: Running, message: HostReply): void => {
  port.postMessage(message)
  Atomics.store(replied, 0, 1)
  Atomics.notify(replied, 0)
}

type Limits = { readonly timeoutMs: number; readonly over: AbortSignal | undefined }

const runJob = (running: Running, job: GuestJob, host: GuestHost, limits: Limits): Promise<GuestExit> =>
  new Promise((resolve) => {
    const { worker, port } = running
    const { timeoutMs, over } = limits
    let lateness: NodeJS.Timeout | undefined
    const finish = (exit: GuestExit) => {
      clearTimeout(timer)
      clearTimeout(lateness)
      over?.removeEventListener('abort', onOver)
      port.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onWorkerExit)
      resolve(exit)
    }
    const fail = (error: string) => finish({ error, memoryBytes: 0 })
    const onMessage = (message: GuestMessage) => {
      if (message.kind === 'exit') return finish(message)
      if (message.kind === 'log') return host.log(message.text)
      host[message.kind](message.bytes).then(
        (bytes) => reply(running, { bytes }),
        (error: unknown) => reply(running, { error: error instanceof Error ? error.message : String(error) }),
      )
    }
    const onError = (error: unknown) => fail(`the guest's worker failed: ${String(error)}`)
    const onWorkerExit = () => fail("the guest's worker was stopped")
    const timer = setTimeout(() => fail(`the guest did not finish within ${timeoutMs} ms`), timeoutMs)
    const onOver = () => {
      lateness = setTimeout(() => fail('the round was decided without this node'), LATENESS_MS)
    }
    over?.addEventListener('abort', onOver)
    port.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onWorkerExit)
    worker.postMessage(job)
  })

/** One simulated node's (or the simulated confidential workflow's) place to execute the guest: a worker thread, replaced after a timeout. */
export const startSandbox = ({ guest, timeoutMs }: { guest: LoadedGuest; timeoutMs: number }): Sandbox => {
  let running: Running | undefined
  let stopped = false
  let last: Promise<unknown> = Promise.resolve()

  const run = async (job: GuestJob, host: GuestHost, over: AbortSignal | undefined): Promise<GuestExit> => {
    if (stopped || over?.aborted) return { error: 'not executed: nobody waits for this execution', memoryBytes: 0 }
    running ??= startWorker(guest)
    const { worker, port } = running
    const exit = await runJob(running, job, host, { timeoutMs, over })
    // A worker that failed may still be busy or be dead already: end it for good, and start a new one for the next job.
    if (exit.error !== undefined) {
      running = undefined
      port.close()
      await worker.terminate()
    }
    return exit
  }

  return {
    run: (job, host, over) => {
      const result = last.then(() => run(job, host, over))
      last = result
      return result
    },
    stop: async () => {
      stopped = true
      running?.port.close()
      await running?.worker.terminate()
      await last
    },
  }
}

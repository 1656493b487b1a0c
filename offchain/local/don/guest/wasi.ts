import type { WasmMemory } from './webAssembly.ts'

/** Thrown by `proc_exit`: how a guest ends after it has sent its response. */
export class GuestExited extends Error {
  readonly code: number

  constructor(code: number) {
    super(`guest exited with code ${code}`)
    this.code = code
  }
}

// WASI preview 1 error numbers
const SUCCESS = 0
const BAD_DESCRIPTOR = 8
const NOT_SEEKABLE = 70

const CLOCK_MONOTONIC = 1
const CLOCK_EVENT = 0
const SUBSCRIPTION_BYTES = 48
const EVENT_BYTES = 32
const NANOSECONDS_PER_MS = 1_000_000n
const CHARACTER_DEVICE = 2

const nowNs = (): bigint => BigInt(Date.now()) * NANOSECONDS_PER_MS

/** Bytes of a splitmix64 stream: reproducible, so that nodes of one execution see the same; never used for keys. */
const byteStream = (seed: bigint): (() => number) => {
  let state = BigInt.asUintN(64, seed)
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n)
    let mixed = BigInt.asUintN(64, (state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n)
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn)
    return Number((mixed ^ (mixed >> 31n)) & 0xffn)
  }
}

/**
 * The fifteen WASI preview 1 functions the CRE plugin imports. No files, no environment, output discarded, as in the CRE host.
 * Example: `createWasi({ memory: () => instance.exports.memory, args: ['wasi', request], randomSeed: 1n })`.
 */
export const createWasi = (options: {
  memory: () => WasmMemory
  args: readonly string[]
  randomSeed: bigint
}): Record<string, (...values: never[]) => number> => {
  const view = () => new DataView(options.memory().buffer)
  const bytes = () => new Uint8Array(options.memory().buffer)
  const args = options.args.map((arg) => Buffer.from(`${arg}\0`, 'utf8'))
  const randomByte = byteStream(options.randomSeed)
  const startedNs = nowNs()

  const setUint32s = (...pairs: [address: number, value: number][]): number => {
    for (const [address, value] of pairs) view().setUint32(address, value, true)
    return SUCCESS
  }

  return {
    args_sizes_get: (count: number, size: number) =>
      setUint32s([count, args.length], [size, args.reduce((sum, arg) => sum + arg.length, 0)]),
    args_get: (pointers: number, buffer: number) => {
      let address = buffer
      for (const [i, arg] of args.entries()) {
        view().setUint32(pointers + 4 * i, address, true)
        bytes().set(arg, address)
        address += arg.length
      }
      return SUCCESS
    },
    environ_sizes_get: (count: number, size: number) => setUint32s([count, 0], [size, 0]),
    environ_get: () => SUCCESS,
    clock_time_get: (clock: number, _precision: bigint, out: number) => {
      view().setBigUint64(out, clock === CLOCK_MONOTONIC ? nowNs() - startedNs : nowNs(), true)
      return SUCCESS
    },
    random_get: (address: number, length: number) => {
      for (let i = 0; i < length; i++) bytes()[address + i] = randomByte()
      return SUCCESS
    },
    poll_oneoff: (subscriptions: number, events: number, count: number, countOut: number) => {
      let longestNs = 0n
      for (let i = 0; i < count; i++) {
        const subscription = subscriptions + SUBSCRIPTION_BYTES * i
        const event = events + EVENT_BYTES * i
        const kind = view().getUint8(subscription + 8)
        view().setBigUint64(event, view().getBigUint64(subscription, true), true)
        view().setUint16(event + 8, kind === CLOCK_EVENT ? SUCCESS : BAD_DESCRIPTOR, true)
        view().setUint8(event + 10, kind)
        const timeoutNs = kind === CLOCK_EVENT ? view().getBigUint64(subscription + 24, true) : 0n
        if (timeoutNs > longestNs) longestNs = timeoutNs
      }
      // The guest's own sleep: it blocks this worker and nothing else.
      if (longestNs > 0n) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(longestNs / NANOSECONDS_PER_MS))
      }
      return setUint32s([countOut, count])
    },
    fd_write: (_descriptor: number, vectors: number, count: number, written: number) => {
      let total = 0
      for (let i = 0; i < count; i++) total += view().getUint32(vectors + 8 * i + 4, true)
      return setUint32s([written, total])
    },
    fd_read: (_descriptor: number, _vectors: number, _count: number, read: number) => setUint32s([read, 0]),
    fd_close: () => SUCCESS,
    fd_seek: () => NOT_SEEKABLE,
    fd_fdstat_get: (_descriptor: number, out: number) => {
      bytes().fill(0, out, out + 24)
      view().setUint8(out, CHARACTER_DEVICE)
      return SUCCESS
    },
    fd_prestat_get: () => BAD_DESCRIPTOR,
    fd_prestat_dir_name: () => BAD_DESCRIPTOR,
    proc_exit: (code: number) => {
      throw new GuestExited(code)
    },
  }
}

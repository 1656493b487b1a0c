// The host ABI against the SDK's real guest, one sandbox, with scripted capabilities: what a CRE host must do, and what the guest does then.
import { fileURLToPath } from 'node:url'
import { create, fromBinary } from '@bufbuild/protobuf'
import { anyPack, EmptySchema } from '@bufbuild/protobuf/wkt'
import { CONFIDENTIAL_HTTP_CLIENT_PB, SDK_PB, VALUES_PB } from '@chainlink/cre-sdk/pb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildGuest } from '../../offchain/local/don/buildGuest.ts'
import { type DonSecrets, readSecrets } from '../../offchain/local/don/capabilities/secrets.ts'
import { cronPayload } from '../../offchain/local/don/cronPayload.ts'
import { createGuestHost, type Dispatch } from '../../offchain/local/don/guestHost.ts'
import { encodeExecuteRequest } from '../../offchain/local/don/round.ts'
import { loadGuest, type Sandbox, startSandbox } from '../../offchain/local/don/sandbox.ts'

const { ConfidentialHTTPRequestSchema, HTTPResponseSchema } = CONFIDENTIAL_HTTP_CLIENT_PB
// In the order in which the workflow subscribes them.
const HANDLERS = {
  config: 0,
  errors: 1,
  logging: 2,
  secret: 3,
  secretsInNodeMode: 4,
  nodeRuntimeInDonMode: 5,
  donRuntimeInNodeMode: 6,
  time: 7,
  callsAreAsync: 8,
  responseTooLarge: 9,
  random: 10,
  surface: 11,
  preHooked: 12,
}
const DON_TIME_MS = Date.UTC(2020, 0, 2, 3, 4, 5)
const SIX_MILLION_BYTES = 6_000_000

let sandbox: Sandbox

beforeAll(async () => {
  const guest = await buildGuest({
    entry: fileURLToPath(new URL('./workflows/conformance.mjs', import.meta.url)),
    cacheDir: fileURLToPath(new URL('../../.local/guest', import.meta.url)),
  })
  sandbox = startSandbox({ guest: loadGuest(guest.wasm), timeoutMs: 30_000 })
})

afterAll(() => sandbox.stop())

const reply = (response: SDK_PB.CapabilityResponse['response']) => create(SDK_PB.CapabilityResponseSchema, { response })

/** Consensus echoes the observation; HTTP answers its own address, slowly for "a", hugely for "huge". */
const scripted: Dispatch = ({ id, payload }) => {
  const bytes = payload?.value ?? new Uint8Array()
  if (id.startsWith('consensus')) {
    const { observation } = fromBinary(SDK_PB.SimpleConsensusInputsSchema, bytes)
    return Promise.resolve(
      observation.case === 'value'
        ? reply({ case: 'payload', value: anyPack(VALUES_PB.ValueSchema, observation.value) })
        : reply({ case: 'error', value: observation.value ?? 'no observation' }),
    )
  }
  if (!id.startsWith('confidential-http')) return undefined
  const url = fromBinary(ConfidentialHTTPRequestSchema, bytes).request?.url ?? ''
  const body = url === 'huge' ? Buffer.alloc(SIX_MILLION_BYTES) : Buffer.from(url)
  const response = create(HTTPResponseSchema, { statusCode: 200, body })
  return Promise.resolve(reply({ case: 'payload', value: anyPack(HTTPResponseSchema, response) }))
}

type Options = { startedAtMs?: number; donSeed?: bigint; nodeSeed?: bigint; secrets?: DonSecrets; dispatch?: Dispatch }

const execute = async (request: SDK_PB.ExecuteRequest['request'], options: Options = {}) => {
  const logs: string[] = []
  const host = createGuestHost({
    dispatch: options.dispatch ?? scripted,
    readSecrets: (requests) => readSecrets(options.secrets ?? {}, '0x', requests),
    log: (text) => logs.push(text),
  })
  const exit = await sandbox.run(
    {
      request: encodeExecuteRequest(Buffer.from('{"tag":"configured"}'), request),
      donSeed: options.donSeed ?? 7n,
      nodeSeed: options.nodeSeed ?? 9n,
      donTimeMs: DON_TIME_MS,
      ...(options.startedAtMs === undefined ? {} : { startedAtMs: options.startedAtMs }),
    },
    host,
  )
  if (!exit.response) throw new Error(exit.error)
  return { result: fromBinary(SDK_PB.ExecutionResultSchema, exit.response).result, logs }
}

const trigger = async (handler: number, options?: Options) => {
  const { result, logs } = await execute(
    { case: 'trigger', value: create(SDK_PB.TriggerSchema, { id: BigInt(handler), payload: cronPayload(0) }) },
    options,
  )
  return {
    answer: result.case === 'value' ? result.value.value.value : result.value,
    failed: result.case === 'error',
    logs,
  }
}

describe('host ABI', () => {
  it('subscribes every handler', async () => {
    const { result } = await execute({ case: 'subscribe', value: create(EmptySchema) })
    expect(result.case === 'triggerSubscriptions' && result.value.subscriptions.length).toBe(13)
  })

  it('passes the configuration', async () => {
    expect(await trigger(HANDLERS.config)).toMatchObject({ answer: 'configured', failed: false })
  })

  it('returns an exception of the handler as an error', async () => {
    expect(await trigger(HANDLERS.errors)).toMatchObject({ answer: 'workflow execution failure', failed: true })
  })

  it('passes log lines on', async () => {
    expect((await trigger(HANDLERS.logging)).logs).toEqual(['log from wasm!'])
  })

  it('returns a secret of the default namespace', async () => {
    expect((await trigger(HANDLERS.secret, { secrets: { main: { Foo: 'Bar' } } })).answer).toBe('Bar')
  })

  it('names a secret that is missing', async () => {
    const { answer, failed } = await trigger(HANDLERS.secret, { secrets: { other: { Foo: 'Bar' } } })
    expect(failed).toBe(true)
    expect(answer).toMatch(/Foo.*could not find secret/)
  })

  it.each([
    ['secrets in node mode', HANDLERS.secretsInNodeMode, /cannot use Runtime inside RunInNodeMode/],
    ['the node runtime in DON mode', HANDLERS.nodeRuntimeInDonMode, /cannot use NodeRuntime outside RunInNodeMode/],
    ['the DON runtime in node mode', HANDLERS.donRuntimeInNodeMode, /cannot use Runtime inside RunInNodeMode/],
  ])('refuses %s', async (_, handler, message) => {
    const { answer, failed } = await trigger(handler, { secrets: { main: { Foo: 'Bar' } } })
    expect(failed).toBe(true)
    expect(answer).toMatch(message)
  })

  it('gives DON mode the time the nodes agree on', async () => {
    expect((await trigger(HANDLERS.time)).answer).toBe('2020-01-02T03:04:05.000Z')
  })

  it('lets time pass for an executor that is alone', async () => {
    const { answer } = await trigger(HANDLERS.time, { startedAtMs: Date.now() - 60_000 })
    const passedMs = Date.parse(String(answer)) - DON_TIME_MS
    expect(passedMs).toBeGreaterThanOrEqual(60_000)
    expect(passedMs).toBeLessThan(120_000)
  })

  it('keeps concurrent calls apart when they are awaited in reverse order', async () => {
    expect((await trigger(HANDLERS.callsAreAsync)).answer).toBe('ab')
  })

  it('refuses a call of a capability that does not exist', async () => {
    const { answer, failed } = await trigger(HANDLERS.callsAreAsync, { dispatch: () => undefined })
    expect(failed).toBe(true)
    expect(answer).toMatch(/confidential-http.*not found/)
  })

  it('reports a response larger than the guest has room for', async () => {
    const { answer, failed } = await trigger(HANDLERS.responseTooLarge)
    expect(failed).toBe(true)
    expect(answer).toMatch(/response buffer too small/)
  })

  it('seeds randomness of the DON by execution and of a node by node', async () => {
    const [first, otherNode, otherExecution] = await Promise.all([
      trigger(HANDLERS.random),
      trigger(HANDLERS.random, { nodeSeed: 99n }),
      trigger(HANDLERS.random, { donSeed: 8n }),
    ])
    expect(otherNode.answer).toBe(first.answer)
    expect(otherNode.logs).not.toEqual(first.logs)
    expect(otherExecution.answer).not.toBe(first.answer)
    expect(otherExecution.logs).toEqual(first.logs)
  })

  it('gives the guest no network, timers, process or WebAssembly', async () => {
    expect((await trigger(HANDLERS.surface)).answer).toBe('undefined,undefined,undefined,undefined,function')
  })

  it('returns the restrictions of a preHook', async () => {
    const value = create(SDK_PB.TriggerSchema, { id: BigInt(HANDLERS.preHooked), payload: cronPayload(0) })
    const { result } = await execute({ case: 'preHook', value })
    expect(result.case === 'restrictions' && result.value.capabilities?.maxTotalCalls).toBe(0)
  })

  it('names a handler that does not exist', async () => {
    const { answer, failed } = await trigger(99)
    expect(failed).toBe(true)
    expect(answer).toMatch(/trigger not found/)
  })
})

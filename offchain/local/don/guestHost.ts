import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { SDK_PB } from '@chainlink/cre-sdk/pb'
import { KitError } from '../../errors.ts'
import type { GuestHost } from './sandbox.ts'

/** Answers one capability request, or undefined if there is no such capability. `bytes` are what the guest sent. */
export type Dispatch = (
  request: SDK_PB.CapabilityRequest,
  bytes: Uint8Array,
) => Promise<SDK_PB.CapabilityResponse> | undefined

export type ReadSecrets = (
  requests: readonly SDK_PB.SecretRequest[],
  bytes: Uint8Array,
) => readonly SDK_PB.SecretResponse[]

const NOTHING = new Uint8Array()

/** The host side of one execution: decodes what the guest asks, keeps its open calls by callback id, encodes the answers. */
export const createGuestHost = (options: {
  dispatch: Dispatch
  readSecrets: ReadSecrets
  log: (text: string) => void
}): GuestHost => {
  const calls = new Map<number, Promise<SDK_PB.CapabilityResponse>>()
  const secrets = new Map<number, readonly SDK_PB.SecretResponse[]>()
  const used = new Set<number>()

  const claim = (callbackId: number): void => {
    if (used.has(callbackId)) throw new KitError(`callback id ${callbackId} is already in use`)
    used.add(callbackId)
  }
  const take = <Value>(store: Map<number, Value>, id: number): Value => {
    const value = store.get(id)
    if (value === undefined) throw new KitError(`no open call with callback id ${id}`)
    store.delete(id)
    return value
  }

  return {
    log: options.log,
    callCapability: async (bytes) => {
      const request = fromBinary(SDK_PB.CapabilityRequestSchema, bytes)
      claim(request.callbackId)
      const response = options.dispatch(request, bytes)
      if (!response) throw new KitError(`capability ${request.id} does not exist in the simulated DON`)
      calls.set(request.callbackId, response)
      return NOTHING
    },
    awaitCapabilities: async (bytes) => {
      const { ids } = fromBinary(SDK_PB.AwaitCapabilitiesRequestSchema, bytes)
      const entries = await Promise.all(ids.map(async (id) => [id, await take(calls, id)] as const))
      const response = create(SDK_PB.AwaitCapabilitiesResponseSchema, { responses: Object.fromEntries(entries) })
      return toBinary(SDK_PB.AwaitCapabilitiesResponseSchema, response)
    },
    getSecrets: async (bytes) => {
      const { requests, callbackId } = fromBinary(SDK_PB.GetSecretsRequestSchema, bytes)
      claim(callbackId)
      secrets.set(callbackId, options.readSecrets(requests, bytes))
      return NOTHING
    },
    awaitSecrets: async (bytes) => {
      const { ids } = fromBinary(SDK_PB.AwaitSecretsRequestSchema, bytes)
      const entries = ids.map((id) => {
        const responses = create(SDK_PB.SecretResponsesSchema, { responses: [...take(secrets, id)] })
        return [id, responses] as const
      })
      const response = create(SDK_PB.AwaitSecretsResponseSchema, { responses: Object.fromEntries(entries) })
      return toBinary(SDK_PB.AwaitSecretsResponseSchema, response)
    },
  }
}

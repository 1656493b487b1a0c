import { create, toBinary } from '@bufbuild/protobuf'
import { SDK_PB } from '@chainlink/cre-sdk/pb'
import { describe, expect, it } from 'vitest'
import { createGuestHost } from './guestHost.ts'

const answer = create(SDK_PB.CapabilityResponseSchema, { response: { case: 'error', value: 'answered' } })
const host = () =>
  createGuestHost({ dispatch: () => Promise.resolve(answer), readSecrets: () => [], log: () => undefined })

const call = (callbackId: number) =>
  toBinary(SDK_PB.CapabilityRequestSchema, create(SDK_PB.CapabilityRequestSchema, { id: 'any', callbackId }))
const secretsCall = (callbackId: number) =>
  toBinary(SDK_PB.GetSecretsRequestSchema, create(SDK_PB.GetSecretsRequestSchema, { callbackId }))
const awaiting = (...ids: number[]) =>
  toBinary(SDK_PB.AwaitCapabilitiesRequestSchema, create(SDK_PB.AwaitCapabilitiesRequestSchema, { ids }))

describe('callback ids', () => {
  it.each([0, 5, -1])('%i is used once, by a call or by secrets', async (id) => {
    const { callCapability, getSecrets } = host()
    await callCapability(call(id))
    await expect(callCapability(call(id))).rejects.toThrow(`callback id ${id} is already in use`)
    await expect(getSecrets(secretsCall(id))).rejects.toThrow(`callback id ${id} is already in use`)
  })

  it('is awaited once, and only if it was called', async () => {
    const { callCapability, awaitCapabilities } = host()
    await callCapability(call(3))
    await expect(awaitCapabilities(awaiting(3))).resolves.toBeInstanceOf(Uint8Array)
    await expect(awaitCapabilities(awaiting(3))).rejects.toThrow('no open call with callback id 3')
    await expect(awaitCapabilities(awaiting(4))).rejects.toThrow('no open call with callback id 4')
  })
})

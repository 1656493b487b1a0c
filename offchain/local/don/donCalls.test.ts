import { create } from '@bufbuild/protobuf'
import { anyPack, EmptySchema } from '@bufbuild/protobuf/wkt'
import { SDK_PB } from '@chainlink/cre-sdk/pb'
import { describe, expect, it } from 'vitest'
import type { CallContext, Capability, Mode } from './capabilities/capability.ts'
import { collectDonCalls } from './donCalls.ts'
import { quorumOf } from './quorum.ts'

const context = {
  executionId: new Uint8Array(32),
  donTimeMs: 0,
  signal: new AbortController().signal,
  onTransaction: () => undefined,
  onChainRead: () => undefined,
}

const requestFor = (method: string) => create(SDK_PB.CapabilityRequestSchema, { id: 'counted', method, callbackId: 0 })

const setUp = (modes: readonly Mode[] = ['don']) => {
  const invocations: { method: string; endorsers: readonly number[] }[] = []
  const counted: Capability = {
    id: 'counted',
    modes,
    invoke: async (method: string, _payload: Uint8Array, { endorsers }: CallContext) => {
      invocations.push({ method, endorsers })
      return anyPack(EmptySchema, create(EmptySchema))
    },
  }
  const capabilities = new Map([[counted.id, counted]])
  const calls = collectDonCalls({ voters: [0, 1, 2, 3], quorum: quorumOf(4, 1), capabilities, context })
  return { calls, invocations }
}

const errorOf = ({ response }: SDK_PB.CapabilityResponse) => (response.case === 'error' ? response.value : undefined)

describe('collectDonCalls', () => {
  it('carries a call out once, when 2f + 1 nodes have asked for the same, and answers the late one too', async () => {
    const { calls, invocations } = setUp()
    const early = [calls.ask(0, requestFor('Read')), calls.ask(1, requestFor('Read'))]
    expect(invocations).toEqual([])
    early.push(calls.ask(3, requestFor('Read')))
    const responses = await Promise.all([...early, calls.ask(2, requestFor('Read'))])
    expect(responses.map(({ response }) => response.case)).toEqual(['payload', 'payload', 'payload', 'payload'])
    expect(invocations).toEqual([{ method: 'Read', endorsers: [0, 1, 3] }])
  })

  it('refuses the node that asked for something else', async () => {
    const { calls, invocations } = setUp()
    const methods = ['Write', 'Read', 'Read', 'Read']
    const [deviating] = await Promise.all(methods.map((method, node) => calls.ask(node, requestFor(method))))
    expect(deviating && errorOf(deviating)).toMatch(/deviates from the quorum/)
    expect(invocations).toEqual([{ method: 'Read', endorsers: [1, 2, 3] }])
  })

  it('does nothing when the nodes are split', async () => {
    const { calls, invocations } = setUp()
    const methods = ['Write', 'Read', 'Write', 'Read']
    const responses = await Promise.all(methods.map((method, node) => calls.ask(node, requestFor(method))))
    for (const response of responses) expect(errorOf(response)).toMatch(/no quorum on counted .*: 2 of 4/)
    expect(invocations).toEqual([])
  })

  it('does nothing when too few nodes are left', async () => {
    const { calls, invocations } = setUp()
    const asked = [0, 1].map((node) => calls.ask(node, requestFor('Read')))
    calls.withdraw(2)
    calls.withdraw(3)
    for (const response of await Promise.all(asked)) expect(errorOf(response)).toMatch(/2 of 4/)
    expect(invocations).toEqual([])
  })

  it('refuses a capability that is not for the whole DON', async () => {
    const { calls, invocations } = setUp(['node', 'enclave'])
    const [response] = await Promise.all([0, 1, 2, 3].map((node) => calls.ask(node, requestFor('Read'))))
    expect(response && errorOf(response)).toMatch(/cannot be called for the whole DON/)
    expect(invocations).toEqual([])
  })
})

import { concat, decodeFunctionData, type Hex } from 'viem'
import { beforeEach, describe, expect, it } from 'vitest'
import { enclaveRegistryAbi } from '../../../offchain/chain/generated.ts'
import { createEnclaveKeys } from '../../../offchain/enclave/keys/createEnclaveKeys.ts'
import { type RegisterEnclaveParameters, registerEnclave } from '../../../offchain/enclave/registerEnclave.ts'
import { ENCLAVE_KIND, registrationBinding } from '../../../offchain/protocol/enclaveBinding.ts'
import { maskOf } from '../../../offchain/protocol/enclaveMeasurement.ts'
import { recordLog } from '../recordLog.ts'
import {
  clientOf,
  createFakeRegistry,
  type FakeRegistry,
  hashOf,
  payerOf,
  REGISTRY,
  recordedQuoteSource,
} from './fakeRegistry.ts'

const FIELDS = maskOf(['mrtd', 'rtmr0', 'rtmr1', 'rtmr2', 'rtmr3'])

describe('registerEnclave', () => {
  let chain: FakeRegistry
  let quoteSource: ReturnType<typeof recordedQuoteSource>
  let payer: ReturnType<typeof payerOf>
  const keys = createEnclaveKeys()
  beforeEach(() => {
    chain = createFakeRegistry()
    quoteSource = recordedQuoteSource()
    payer = payerOf(chain)
  })
  const register = (change: Partial<RegisterEnclaveParameters> = {}) =>
    registerEnclave(clientOf(chain), {
      registry: REGISTRY,
      kind: ENCLAVE_KIND.matcher,
      fields: FIELDS,
      keys,
      quoteSource,
      payer,
      referenceDepth: 3n,
      log: recordLog().log,
      signal: new AbortController().signal,
      ...change,
    })
  const binding = () =>
    registrationBinding({
      chainId: chain.chainId,
      registry: REGISTRY,
      kind: ENCLAVE_KIND.matcher,
      fields: FIELDS,
      signer: keys.signer,
      encryptionKey: keys.encryptionKey,
    })

  it('has its keys and a block below the head quoted, pays once, and reads back what is recorded', async () => {
    const { state, referenceBlock, gasUsed } = await register()
    expect(quoteSource.asked).toEqual([concat([binding(), hashOf(chain, 997n)])])
    expect(payer.sent).toHaveLength(1)
    const { args } = decodeFunctionData({ abi: enclaveRegistryAbi, data: payer.sent[0]?.data as Hex })
    expect(args?.[0]).toEqual({
      kind: 1,
      signer: keys.signer,
      encryptionKey: keys.encryptionKey,
      referenceBlock: 997n,
      fields: 0b11_1100_0100 & ~0b1000,
    })
    expect({ referenceBlock, gasUsed }).toEqual({ referenceBlock: 997n, gasUsed: 321_000n })
    expect(state).toMatchObject({
      isActive: true,
      signer: keys.signer,
      expiresAt: 1_800_003_601,
      tcbStatus: 'UpToDate',
    })
  })

  it('asks for a fresh quote when its block is reorganised away while the quote is made', async () => {
    const reorganise = async (reportData: Hex) => {
      const quote = await recordedQuoteSource().quote(reportData)
      Object.assign(chain, { fork: 'other', forkedAt: 990n })
      return quote
    }
    await expect(register({ quoteSource: { ...quoteSource, quote: reorganise } })).rejects.toMatchObject({
      message: 'reference block 997 was reorganised away; a fresh quote is needed',
      retryable: true,
    })
    expect(payer.sent).toEqual([])
  })

  it('asks for a fresh quote when the quote took so long that its block is about to be forgotten', async () => {
    const wait = async (reportData: Hex) => {
      const quote = await recordedQuoteSource().quote(reportData)
      chain.head += 222n
      return quote
    }
    await expect(register({ quoteSource: { ...quoteSource, quote: wait } })).rejects.toMatchObject({
      message: 'reference block 997 is 225 blocks old by now; a fresh quote is needed',
      retryable: true,
    })
    chain.head = 1_000n
    const waitLess = async (reportData: Hex) => {
      const quote = await recordedQuoteSource().quote(reportData)
      chain.head += 221n
      return quote
    }
    await register({ quoteSource: { ...quoteSource, quote: waitLess } })
  })

  it('asks for a fresh quote when the registry no longer knows its block, between our look and its own', async () => {
    let calls = 0
    chain.beforeRequest = (method) => {
      // The binding first, then the simulation.
      if (method === 'eth_call' && ++calls === 2) Object.assign(chain, { fork: 'other', forkedAt: 990n })
    }
    await expect(register()).rejects.toMatchObject({
      message: 'reference block 997 is no longer known; a fresh quote is needed',
      retryable: true,
    })
    expect(payer.sent).toEqual([])
  })

  it('pays nothing for a quote that the registry refuses, and says how it was measured', async () => {
    chain.isPolicyInForce = false
    await expect(register()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^the registry refuses the quote: PolicyNotInForce\(0x[0-9a-f]{64}\); it was measured as 0x[0-9a-f]{64} over mrtd, rtmr0, rtmr1, rtmr2, rtmr3, which is policy 0x[0-9a-f]{64}$/,
      ),
      retryable: false,
    })
    expect(payer.sent).toEqual([])
  })

  it('refuses a quote that speaks for somebody else, whatever the registry would say', async () => {
    const stranger = (_reportData: Hex) => recordedQuoteSource().quote(`0x${'5a'.repeat(64)}`)
    await expect(register({ quoteSource: { ...quoteSource, quote: stranger } })).rejects.toThrow(
      `the quote from recorded holds report data 0x${'5a'.repeat(64)}, wanted ${binding()}`,
    )
    expect(payer.sent).toEqual([])
  })

  it('refuses bytes that are no quote', async () => {
    const quote = async () => new Uint8Array(64)
    await expect(register({ quoteSource: { ...quoteSource, quote } })).rejects.toThrow('the quote from recorded cannot')
  })

  it('has no quote made for a binding that a node made up', async () => {
    chain.bindingLie = `0x${'0b'.repeat(32)}`
    await expect(register()).rejects.toThrow(`wants the binding 0x${'0b'.repeat(32)}, ours is ${binding()}`)
    expect(quoteSource.asked).toEqual([])
  })

  it('does not register a simulated enclave where it would matter', async () => {
    chain.chainId = 1
    await expect(register({ quoteSource: { ...quoteSource, isSimulated: true } })).rejects.toThrow(
      'the quote source recorded is simulated, and chain 1 is not a local one',
    )
    expect(quoteSource.asked).toEqual([])
  })

  it('does not believe a receipt alone', async () => {
    chain.isActiveShown = false
    await expect(register()).rejects.toMatchObject({
      message: expect.stringContaining('the registry does not show this registration as active'),
      retryable: true,
    })
  })

  it('pays nothing once it was told to stop', async () => {
    const stop = new AbortController()
    const quote = async (reportData: Hex) => {
      stop.abort(new Error('stop'))
      return recordedQuoteSource().quote(reportData)
    }
    await expect(register({ quoteSource: { ...quoteSource, quote }, signal: stop.signal })).rejects.toThrow('stop')
    expect(payer.sent).toEqual([])
  })
})

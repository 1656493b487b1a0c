import { type Hex, pad } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectChain } from '../../../offchain/chain/connectChain.ts'
import { isRetryable } from '../../../offchain/chain/isRetryable.ts'
import { LOCAL_CHAIN_ID } from '../../../offchain/chain/mainnet.ts'
import { createReleasePolicy } from '../../../offchain/vault/policy/createReleasePolicy.ts'
import { type Lie, type Provider, startProvider } from './releasePolicyProvider.ts'
import { DEPTH, MAX_AGE, type PolicyScene, startPolicyScene } from './releasePolicyScene.ts'

describe('the release policy and its providers', () => {
  let scene: PolicyScene
  let start: Hex

  beforeAll(async () => {
    scene = await startPolicyScene()
  })
  beforeEach(async () => {
    start = await scene.chain.client.snapshot()
  })
  afterEach(async () => {
    scene.provider.lie()
    await scene.chain.client.revert({ id: start })
  })
  afterAll(() => scene?.stop())

  describe('when the chain does not answer as it should', () => {
    const onRead =
      (answer: (truth: string) => unknown): Lie =>
      async (call, tell) =>
        call.method === 'eth_call' ? answer((await tell(call)) as string) : tell(call)

    it.each<[string, (truth: string) => string]>([
      ['empty', () => '0x'],
      ['a byte', () => '0x01'],
      ['cut short', (truth) => (truth.length > 66 ? truth.slice(0, -64) : truth)],
      ['true as no boolean is', (truth) => (BigInt(truth) === 1n ? pad('0x02') : truth)],
    ])('refuses an answer that is %s', async (_what, answer) => {
      expect(await scene.decideAmidst(onRead(answer))).toMatchObject({
        code: 'contractUnreadable',
        reason: expect.stringContaining('does not answer as it should at block'),
      })
    })

    it.each(['eth_chainId', 'eth_getBlockByNumber', 'eth_call'])('rejects when %s fails', async (method) => {
      const broken: Lie = (call, tell) =>
        call.method === method ? Promise.reject(new Error('the node has had enough')) : tell(call)
      const failed = await scene.decideAmidst(broken).catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(Error)
      expect(isRetryable(failed)).toBe(true)
    })

    it('rejects when the last look at the final block fails', async () => {
      let reads = 0
      const broken: Lie = (call, tell) => {
        if (call.method === 'eth_call') reads += 1
        const isLastLook = call.method === 'eth_getBlockByNumber' && reads === 8
        return isLastLook ? Promise.reject(new Error('the node has had enough')) : tell(call)
      }
      await expect(scene.decideAmidst(broken)).rejects.toThrow('the node has had enough')
    })

    it('stops waiting when the asker does', async () => {
      let asked: () => void = () => undefined
      const waiting = new Promise<void>((resolve) => {
        asked = resolve
      })
      scene.provider.lie((call, tell) => {
        if (call.method !== 'eth_call') return tell(call)
        asked()
        return new Promise(() => undefined)
      })
      const policy = createReleasePolicy({
        client: scene.provider.client,
        rules: scene.rules(),
        depth: BigInt(DEPTH),
        maxBlockAgeSeconds: MAX_AGE,
        maxHeadAgeSeconds: MAX_AGE,
      })
      const stop = new AbortController()
      const decision = policy(scene.question(), stop.signal)
      await waiting
      stop.abort(new Error('the asker is gone'))
      await expect(decision).rejects.toThrow('the asker is gone')
    })

    it('has no use for an age that nothing can be under', () => {
      const parameters = { client: scene.chain.reader, rules: scene.rules(), depth: 1n }
      const ages = { maxBlockAgeSeconds: MAX_AGE, maxHeadAgeSeconds: MAX_AGE }
      for (const name of ['maxBlockAgeSeconds', 'maxHeadAgeSeconds'] as const) {
        for (const age of [0, -1, Number.NaN]) {
          expect(() => createReleasePolicy({ ...parameters, ...ages, [name]: age })).toThrow(
            `${name} is ${age}; it must be positive`,
          )
        }
      }
    })
  })

  describe('with several providers', () => {
    let honest: Provider
    beforeAll(async () => {
      honest = await startProvider(scene.chain.rpcUrl)
    })
    afterAll(() => honest?.stop())

    /** `isActive` of whatever key, at whatever block. */
    const alwaysActive: Lie = async (call, tell) => {
      const truth = await tell(call)
      return call.method === 'eth_call' && truth === pad('0x00') ? pad('0x01') : truth
    }
    const clientOf = async (...urls: string[]) =>
      (await connectChain({ rpcUrls: urls, expectedChainId: LOCAL_CHAIN_ID })).client

    it('decides when two agree', async () => {
      const client = await clientOf(scene.provider.url, honest.url)
      expect(await scene.decide(scene.question(), { client })).toMatchObject({ isAllowed: true })
    })

    it('rejects when one of two says that a paused registry has active keys', async () => {
      await scene.pause()
      await scene.settle()
      scene.provider.lie(alwaysActive)
      // Alone, it would be believed.
      expect(await scene.decide(scene.question(), { client: scene.provider.client })).toMatchObject({ isAllowed: true })
      const failed = await scene
        .decide(scene.question(), { client: await clientOf(scene.provider.url, honest.url) })
        .catch((error: unknown) => error)
      expect(String(failed)).toContain('providers disagree about eth_call')
      expect(isRetryable(failed)).toBe(true)
    })

    it('refuses with the two of three that tell the truth', async () => {
      await scene.pause()
      await scene.settle()
      scene.provider.lie(alwaysActive)
      const third = await startProvider(scene.chain.rpcUrl)
      try {
        const client = await clientOf(scene.provider.url, honest.url, third.url)
        expect(await scene.decide(scene.question(), { client })).toMatchObject({ code: 'enclaveNotActive' })
      } finally {
        await third.stop()
      }
    })

    it('rejects when they have different histories', async () => {
      scene.provider.lie(async (call, tell) => {
        const truth = await tell(call)
        return call.method === 'eth_getBlockByNumber' ? { ...(truth as object), hash: pad('0xf0') } : truth
      })
      const client = await clientOf(scene.provider.url, honest.url)
      await expect(scene.decide(scene.question(), { client })).rejects.toThrow(
        'providers disagree about eth_getBlockByNumber',
      )
    })
  })
})

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Lie } from './releasePolicyProvider.ts'
import { DEPTH, type PolicyScene, startPolicyScene } from './releasePolicyScene.ts'

/** Deeper than any reorganisation here. */
const BURIED = 12

// Without snapshots: anvil loses them in a reorganisation.
describe('the release policy on a chain that is reorganised', () => {
  let scene: PolicyScene

  beforeAll(async () => {
    scene = await startPolicyScene()
  })
  beforeEach(() => scene.chain.mine(BURIED))
  afterEach(() => scene.provider.lie())
  afterAll(() => scene?.stop())

  const isRead = ({ method }: { method: string }) => method === 'eth_call'

  /** Reorganises before the `nth` call of those that `which` picks is answered. */
  const reorganiseBefore = (nth: number, blocks: number, which: (call: { method: string }) => boolean): Lie => {
    let seen = 0
    return async (call, tell) => {
      if (which(call) && ++seen === nth) await scene.chain.reorganise(blocks)
      return tell(call)
    }
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('refuses when the final block is replaced before read %i', async (nth) => {
    const { number } = await scene.chain.client.getBlock()
    expect(await scene.decideAmidst(reorganiseBefore(nth, DEPTH + 1, isRead))).toMatchObject({
      code: 'reorganised',
      reason: expect.stringContaining(`the chain was reorganised while block ${number - BigInt(DEPTH)} (0x`),
      retryable: true,
    })
  })

  /** The look at the final block that follows so many reads. */
  const lookAfter = (count: number) => {
    let reads = 0
    return ({ method }: { method: string }) => {
      if (method === 'eth_call') reads += 1
      return method === 'eth_getBlockByNumber' && reads === count
    }
  }

  it('refuses when it is replaced after everything was read', async () => {
    expect(await scene.decideAmidst(reorganiseBefore(1, DEPTH + 1, lookAfter(8)))).toMatchObject({
      code: 'reorganised',
      retryable: true,
    })
  })

  it('refuses for now when only the head is replaced while it is read', async () => {
    expect(await scene.decideAmidst(reorganiseBefore(1, 1, isRead))).toMatchObject({
      code: 'reorganised',
      retryable: true,
    })
    expect(await scene.decide()).toMatchObject({ isAllowed: true })
  })

  it('refuses for now instead of for good, whatever the orphaned block said', async () => {
    await scene.revoke()
    await scene.settle()
    // Deep enough to take the revocation back. A slot key that a revoked enclave asks for is not read.
    expect(await scene.decideAmidst(reorganiseBefore(1, DEPTH + 2, lookAfter(6)))).toMatchObject({
      code: 'reorganised',
      retryable: true,
    })
    expect(await scene.decide()).toMatchObject({ isAllowed: true })
  })

  it('refuses a slot key that a reorganisation has removed', async () => {
    const other = await scene.chain.postSlotKey(scene.chain.makers[1])
    await scene.settle()
    expect(await scene.decide(scene.questionOf(other))).toMatchObject({ isAllowed: true })
    await scene.chain.reorganise(DEPTH + 2)
    expect(await scene.decide(scene.questionOf(other))).toMatchObject({ code: 'slotKeyUnknown' })
    await scene.settle()
    expect(await scene.decide(scene.questionOf(other))).toMatchObject({ code: 'slotKeyUnknown' })
  })

  it('refuses an enclave whose registration it has removed', async () => {
    const late = await scene.chain.registerEnclave()
    await scene.settle()
    const asked = scene.question({ signer: late.signer, encryptionKey: late.encryptionKey })
    expect(await scene.decide(asked)).toMatchObject({ isAllowed: true })
    await scene.chain.reorganise(DEPTH + 2)
    expect(await scene.decide(asked)).toMatchObject({ code: 'enclaveUnknown' })
  })
})

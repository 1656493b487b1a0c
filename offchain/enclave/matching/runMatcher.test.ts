import { type Hex, numberToHex, type PublicClient, type TransactionReceipt, zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import { abortAfter } from '../../abortAfter.ts'
import { createLog } from '../../log.ts'
import { KEY_CHANGES, SLOTS, UNUSED_CHANGE_SLOT } from '../../protocol/pool/constants.ts'
import { hashLeaves } from '../../protocol/pool/hashLeaves.ts'
import { keyCommitment } from '../../protocol/pool/keyCommitment.ts'
import { RevertedError } from '../payer/revertedError.ts'
import { runMatcher } from './runMatcher.ts'

const POOL = `0x${'aa'.repeat(20)}` as const
const OWNER = `0x${'11'.repeat(20)}` as const
const NOBODY = `0x${'00'.repeat(20)}` as const
const BLOCK = { number: 9n, hash: numberToHex(9n, { size: 32 }), timestamp: 1_001n }
const RECEIPT = { blockHash: BLOCK.hash, transactionHash: zeroHash, gasUsed: 1n } as unknown as TransactionReceipt
/** Two keys wait in slots 0 and 1. */
const KEYS = [0x1234_5678_9abcn, 0xfedc_ba98_7654n]
const COMMITMENTS = KEYS.map((key): Hex => numberToHex(keyCommitment(key), { size: 32 }))

/** A pool of which nothing was settled yet, whose round is closed and never ends. */
const closedPool = (context: () => Hex): PublicClient => {
  const state = {
    root: numberToHex(0x26280d67fa0e4357b21b9e721fce5b9a4da525aef23604abc368ab31021558b4n, { size: 32 }),
    nonce: zeroHash,
    leavesHash: hashLeaves(Array.from({ length: SLOTS }, () => 0n)),
  }
  const slotOf = (index: number) => {
    const pendingKey = COMMITMENTS[index] ?? zeroHash
    return { owner: COMMITMENTS[index] ? OWNER : NOBODY, activeKey: zeroHash, pendingKey, isReleasing: false }
  }
  const answers: Record<string, (index: bigint) => unknown> = {
    lastRound: () => [
      { number: 1n, closedAt: 1_000, requestId: 0n, capBps: 0, entries: 0, book: 0, keys: 0b11, context: context() },
      true,
    ],
    isFrozen: () => false,
    liveRequest: () => 0n,
    queueBounds: () => [0n, 0n],
    state: () => state,
    slot: (index) => slotOf(Number(index)),
  }
  return {
    getBlock: async () => BLOCK,
    readContract: async ({ functionName, args }: { functionName: string; args?: readonly bigint[] }) =>
      (answers[functionName] ?? expect.fail(`${functionName} is not asked for`))(args?.[0] ?? 0n),
    call: async () => ({ data: undefined }),
    request: async () => [],
  } as unknown as PublicClient
}

/** Slots whose keys each settlement that is sent would change; `onSend` says what becomes of it, or ends the matcher. */
const match = async (context: () => Hex, onSend: (attempt: number, stop: () => void) => void): Promise<number[][]> => {
  const end = new AbortController()
  const tried: number[][] = []
  let changed: number[] = []
  await runMatcher(closedPool(context), {
    ...{ chainId: 31337, pool: POOL, startBlock: 9n, maxLogBlocks: 100n, standbySeconds: 0, pollIntervalMs: 1 },
    terms: {
      ...{ minimumQuote: 1n, settlementWindow: 600, idleInterval: 1, exitDelay: 1, roundsPerRequest: 2 },
      ...{ attestationVerifier: OWNER, proofVerifier: OWNER, prices: OWNER },
    },
    keyOf: (commitment) => KEYS[COMMITMENTS.indexOf(commitment)],
    isUnreadable: () => false,
    keys: { signer: OWNER, sign: () => '0x' },
    isActive: () => true,
    async prove({ change_slot: slots }) {
      changed = slots.map(Number).filter((slot) => slot !== UNUSED_CHANGE_SLOT)
      return { proof: '0x' }
    },
    payer: {
      address: OWNER,
      async send() {
        tried.push(changed)
        onSend(tried.length, () => end.abort())
        return RECEIPT
      },
    },
    onHealth: () => undefined,
    log: createLog({ name: 'test', level: 'silent' }),
    signal: AbortSignal.any([end.signal, abortAfter(20_000)]),
  })
  return tried
}

const revert = (): never => {
  throw new RevertedError('transaction 0x00 reverted')
}

describe('runMatcher', () => {
  it('is held up once a round by owners who change their minds between simulation and block', async () => {
    expect(KEYS.length).toBeLessThanOrEqual(KEY_CHANGES)
    const round = numberToHex(0x5cn, { size: 32 })
    const tried = await match(
      () => round,
      (attempt, stop) => (attempt === 1 ? revert() : attempt === 3 && stop()),
    )
    // The third is the same round again: its settlement was taken back.
    expect(tried).toEqual([[0, 1], [], []])
  })

  it('gives them another chance in the next round', async () => {
    let round = numberToHex(0x5cn, { size: 32 })
    const tried = await match(
      () => round,
      (attempt, stop) => {
        if (attempt === 3) return stop()
        if (attempt === 2) round = numberToHex(0x5dn, { size: 32 })
        revert()
      },
    )
    expect(tried).toEqual([[0, 1], [], [0, 1]])
  })
})

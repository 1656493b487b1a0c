import { ContractFunctionRevertedError, encodeErrorResult, type Hex, type TransactionReceipt } from 'viem'
import { describe, expect, it } from 'vitest'
import { creDarkPoolAbi } from '../../chain/generated.ts'
import { KitError } from '../../errors.ts'
import { SLOTS } from '../../protocol/pool/constants.ts'
import { RevertedError } from '../payer/revertedError.ts'
import type { ReadySettlement } from './settleClosedRound.ts'
import { submitSettlement } from './submitSettlement.ts'

const WORD = `0x${'11'.repeat(32)}` as const
const RECEIPT = { status: 'success' } as TransactionReceipt

/** What a node says when the simulation of a call reverts with this. */
const revertWith = (data: Hex) =>
  new ContractFunctionRevertedError({ abi: creDarkPoolAbi, data, functionName: 'confidentialFill' })
const keyNotPending = (slot: number) =>
  revertWith(encodeErrorResult({ abi: creDarkPoolAbi, errorName: 'KeyNotPending', args: [BigInt(slot), WORD, WORD] }))
const notReleasable = (slot: number) =>
  revertWith(encodeErrorResult({ abi: creDarkPoolAbi, errorName: 'SlotNotReleasable', args: [BigInt(slot)] }))
const hasRequest = (slot: number) =>
  revertWith(encodeErrorResult({ abi: creDarkPoolAbi, errorName: 'SlotHasRequest', args: [BigInt(slot), 1n] }))
const roundOver = revertWith(encodeErrorResult({ abi: creDarkPoolAbi, errorName: 'NoRoundClosed' }))

/** Slots whose keys every settlement changes, unless they are left out. */
const CHANGING = [7, 12]

const submit = async (
  refuse: (leaveOut: readonly number[]) => Error | undefined,
  leaveOut: Set<number> = new Set(),
) => {
  const prepared: number[][] = []
  const leftOut: number[] = []
  const submitting = submitSettlement({
    leaveOut,
    async prepare(untouched) {
      prepared.push([...untouched])
      const keyChanges = CHANGING.filter((slot) => !untouched.has(slot)).map((slot) => ({ slot, key: 0n }))
      return { calldata: WORD, secret: { round: { keyChanges } } } as unknown as ReadySettlement
    },
    async send() {
      const refused = refuse(prepared.at(-1) ?? [])
      if (refused) throw refused
      return RECEIPT
    },
    onLeftOut: (slot) => void leftOut.push(slot),
  })
  const result = await submitting.then(
    ({ receipt }) => receipt,
    (error: unknown) => error,
  )
  return { prepared, leftOut, result }
}

describe('submitSettlement', () => {
  it('proves once when nobody changes anything', async () => {
    expect(await submit(() => undefined)).toEqual({ prepared: [[]], leftOut: [], result: RECEIPT })
  })

  it.each([
    ['posts another key', keyNotPending],
    ['withdraws the wish to be released', notReleasable],
    ['asks for collateral', hasRequest],
  ])('proves again without the slot whose owner %s meanwhile', async (_what, refusal) => {
    const { prepared, leftOut, result } = await submit((leaveOut) => (leaveOut.includes(7) ? undefined : refusal(7)))
    expect({ prepared, leftOut, result }).toEqual({ prepared: [[], [7]], leftOut: [7], result: RECEIPT })
  })

  it('leaves out all who do so, one after the other', async () => {
    const changing = [4, 9, 30]
    const { prepared, result } = await submit((leaveOut) => {
      const next = changing.find((slot) => !leaveOut.includes(slot))
      return next === undefined ? undefined : keyNotPending(next)
    })
    expect(prepared).toEqual([[], [4], [4, 9], [4, 9, 30]])
    expect(result).toBe(RECEIPT)
  })

  it('ends even if every slot is named, and when one is named twice', async () => {
    const all = await submit((leaveOut) => keyNotPending(leaveOut.length % SLOTS))
    expect(all.prepared).toHaveLength(SLOTS + 1)
    expect(all.result).toBeInstanceOf(ContractFunctionRevertedError)
    const same = await submit(() => keyNotPending(3))
    expect(same.prepared).toEqual([[], [3]])
  })

  it('leaves out all whose keys a reverted transaction would have changed, when the round is tried again', async () => {
    const leaveOut = new Set([3])
    const first = await submit(() => new RevertedError('transaction 0x00 reverted'), leaveOut)
    expect(first).toMatchObject({ prepared: [[3]], leftOut: CHANGING, result: expect.any(RevertedError) })
    const second = await submit(() => undefined, leaveOut)
    expect(second).toEqual({ prepared: [[3, ...CHANGING]], leftOut: [], result: RECEIPT })
  })

  it.each([
    ['that the round is over', roundOver],
    ['what is no revert', new KitError('the node is gone', { retryable: true })],
  ])('hands on %s, without proving again', async (_what, error) => {
    const { prepared, result } = await submit(() => error)
    expect(prepared).toEqual([[]])
    expect(result).toBe(error)
  })
})

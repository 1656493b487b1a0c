import { concat, type Hex, pad, toFunctionSelector } from 'viem'
import { describe, expect, it } from 'vitest'
import type { PublicRun, PublicTransaction } from '../runs/publicRun.ts'
import { extractFeatures } from './extractFeatures.ts'
import { scanBytes } from './scanBytes.ts'

const POOL = `0x${'ab'.repeat(20)}` as const
const CLOSE = toFunctionSelector('close()')
const SETTLE = toFunctionSelector('confidentialFill(uint256,bytes,bytes)')
const RANDOM: Hex = `0x${'9f1c'.repeat(16)}`

const transaction = (data: Hex, changed: Partial<PublicTransaction> = {}): PublicTransaction => ({
  ...{ to: POOL, data, value: 0n, gasUsed: 1_000, block: 1, timestamp: 10, logs: [] },
  ...changed,
})
const run = (...transactions: PublicTransaction[]): PublicRun => ({ transactions, settledAfterMs: [7, 5] })
const table = (...runs: PublicRun[]) => {
  const { names, columns } = extractFeatures(runs, POOL)
  return Object.fromEntries(names.map((name, index) => [name, [...(columns[index] as Float64Array)]]))
}
const settle = (...words: Hex[]): Hex => concat([SETTLE, ...words])

describe('extractFeatures', () => {
  it('leaves out what all runs have alike', () => {
    expect(table(run(transaction(CLOSE)), run(transaction(CLOSE)))).toEqual({})
  })

  it('says what a word is: a number, or first, last and zero bytes of what looks random', () => {
    const found = table(run(transaction(settle(pad('0x07')))), run(transaction(settle(RANDOM))))
    expect(found['settle 1: calldata word 0, as a number']).toEqual([7, -1])
    expect(found['settle 1: calldata word 0, first byte']).toEqual([0, 0x9f])
    expect(found['settle 1: calldata word 0, last byte']).toEqual([0, 0x1c])
    expect(found['settle 1: calldata, zero bytes']).toEqual([31, 0])
  })

  it('takes out of the gas what the bytes themselves cost', () => {
    const one = transaction(settle(pad('0x07')), { gasUsed: 1_000 + 31 * 4 + 16 + 4 * 16 })
    const other = transaction(settle(RANDOM), { gasUsed: 1_000 + 32 * 16 + 4 * 16 })
    const found = table(run(one), run(other))
    expect(found['settle 1: gas']).toBeDefined()
    expect(found['settle 1: gas without calldata']).toBeUndefined()
  })

  it('notices ciphertexts that come again, calls that do not come, and how long a settlement took', () => {
    const first = transaction(settle(RANDOM))
    const again = transaction(settle(RANDOM), { block: 4, timestamp: 30 })
    const found = table(
      run(transaction(CLOSE), first, transaction(CLOSE), again),
      run(transaction(CLOSE), first, transaction(CLOSE), transaction(settle(pad('0x07')))),
      run(transaction(CLOSE), first),
    )
    expect(found['settle 2: calldata, words seen before']).toEqual([1, 0, 0])
    expect(found['settle: how many']).toEqual([2, 2, 1])
    expect(found['settle 2: blocks after its close']).toEqual([3, 0, 0])
    expect(found['settle 2: seconds after its close']).toEqual([20, 0, 0])
  })

  it('looks at logs, and at calls to others', () => {
    const log = { address: POOL, topics: [RANDOM], data: pad('0x03') }
    const other = transaction('0x12345678', { to: `0x${'11'.repeat(20)}` })
    const found = table(run(transaction(CLOSE, { logs: [log] })), run(transaction(CLOSE), other))
    expect(found['close 1: logs']).toEqual([1, 0])
    expect(found['close 1: log 0 word 1, as a number']).toEqual([3, 0])
    expect(found['other: how many']).toEqual([0, 1])
  })
})

describe('scanBytes', () => {
  it('finds the byte that tells', () => {
    const labels = Array.from({ length: 40 }, (_, index) => index % 2 === 0)
    const runs = labels.map((label, index) => {
      const noise = pad(`0x${(index + 1).toString(16).padStart(2, '0')}`)
      return run(transaction(settle(noise, label ? '0xaa' : '0x55')))
    })
    expect(scanBytes(runs, labels, POOL)).toMatchObject({ positions: 2, place: 'settle 1, byte 36', auc: 1 })
  })
})

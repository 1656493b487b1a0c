import {
  encodeAbiParameters,
  type Hex,
  numberToHex,
  pad,
  parseAbiParameters,
  size,
  toEventSelector,
  zeroHash,
} from 'viem'
import { describe, expect, it } from 'vitest'
import { encodeConfidentialFill } from '../../../../offchain/chain/darkpool/confidentialFill.ts'
import { encodeRequestCollateral } from '../../../../offchain/chain/darkpool/requestCollateral.ts'
import { SLOTS, UNUSED_CHANGE_SLOT } from '../../../../offchain/protocol/pool/constants.ts'
import type { PlayedRun } from '../runs/playRun.ts'
import type { PublicRun, PublicTransaction } from '../runs/publicRun.ts'
import { PLANTED_TELLS } from './plantTells.ts'

const POOL = `0x${'ab'.repeat(20)}` as const
const REMAINDER = 0x1234n << 200n
const NONCE = (77n << 128n) | ((1n << 128n) - 1n)

const settlement = encodeConfidentialFill({
  ...{ round: 5n, requestId: 9n, proof: `0x${'cd'.repeat(64)}`, attestation: '0xee' },
  priceRounds: { btcUsd: 1n, wbtcBtc: 2n, usdcUsd: 3n },
  inputs: {
    ...{ accepted_mask: 255n, status: 0n, remainder_ct: REMAINDER, new_root: 6n, order_ct: 7n, order_nonce: 8n },
    change_slot: Array.from({ length: 4 }, () => BigInt(UNUSED_CHANGE_SLOT)),
    change_kc: [0n, 0n, 0n, 0n],
    new_leaf: Array.from({ length: SLOTS }, (_, slot) => BigInt(slot + 100)),
  },
})
const request = (premiumBps: bigint): Hex =>
  encodeRequestCollateral({ order: { ciphertext: 1n << 250n, nonce: NONCE }, premiumBps, timeoutSeconds: 360n })

const transaction = (data: Hex, logs: PublicTransaction['logs'] = []): PublicTransaction => ({
  ...{ to: POOL, data, value: 0n, gasUsed: 1, block: 1, timestamp: 1 },
  logs,
})
const continued = {
  address: POOL,
  topics: [toEventSelector('RequestContinued(uint256,uint256,bytes32,bytes32)'), pad('0x9')],
  data: encodeAbiParameters(parseAbiParameters('uint256, uint256, uint256'), [1n, REMAINDER, 2n]),
} as const
const ended = {
  address: POOL,
  topics: [toEventSelector('RequestEnded(uint256,uint8)'), pad('0x9')],
  data: numberToHex(2, { size: 32 }),
} as const
const path: PublicRun = {
  transactions: [
    transaction(request(300n)),
    transaction(settlement, [continued]),
    transaction(settlement, [continued]),
    transaction(settlement, [continued, ended]),
    transaction(request(300n)),
  ],
  settledAfterMs: [10, 20, 30],
}
const withRaisedCap = { ...path, transactions: [...path.transactions.slice(0, -1), transaction(request(400n))] }
const truth = { isReal: true, isProven: false, trades: [], remainder: 0n }
const run: PlayedRun = { truth, path, withFlows: path, withRaisedCap }

const plant = (name: string, changed: Partial<PlayedRun> = {}): PublicRun => {
  const tell = PLANTED_TELLS.find((entry) => entry.name === name)
  if (!tell) throw new Error(`no tell ${name}`)
  return tell.plant({ ...run, ...changed }, POOL)
}
const text = (value: bigint): string => value.toString(16).padStart(64, '0')

describe('plantTells', () => {
  it('writes no remainder, in calldata and log, and changes nothing else', () => {
    const [, settled] = plant('no remainder is written where nothing remains').transactions
    expect(settled?.data).toBe(settlement.replace(text(REMAINDER), zeroHash.slice(2)))
    expect(settled?.data).not.toBe(settlement)
    expect(settled?.logs[0]?.data).toBe(continued.data.replace(text(REMAINDER), zeroHash.slice(2)))
  })

  it('makes half of the first nonce zero, below its counter', () => {
    const { transactions } = plant('nonces of real orders are not uniform')
    expect(transactions[0]?.data).toBe(request(300n).replace('f'.repeat(32), `${'0'.repeat(16)}${'f'.repeat(16)}`))
    expect(transactions.at(-1)?.data).toBe(request(300n))
  })

  it('discloses whether anything remained', () => {
    const statusOf = (planted: PublicRun) => Number(planted.transactions[3]?.logs[1]?.data)
    expect(statusOf(plant('the status is disclosed'))).toBe(3)
    expect(statusOf(plant('the status is disclosed', { truth: { ...truth, remainder: 1n } }))).toBe(4)
  })

  it('stops after the second round, and asks again on schedule', () => {
    const { transactions } = plant('rounds stop once the order is filled')
    expect(transactions.map(({ data }) => size(data))).toEqual([132, size(settlement), size(settlement), 132])
  })

  it('takes what was sent with a raised cap, and slows proofs down', () => {
    expect(plant('the cap is raised after a failed round')).toBe(withRaisedCap)
    expect(plant('proofs of real orders take longer').settledAfterMs).toEqual([30, 60, 90])
  })
})

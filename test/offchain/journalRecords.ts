import { type Hex, numberToHex } from 'viem'
import type { RecordedReport } from '../../offchain/protocol/recordedReport.ts'
import type { Action, JournalBinding, SignedTransaction } from '../../offchain/store/journal.ts'

export const binding: JournalBinding = {
  chainId: 31337,
  attestation: `0x${'11'.repeat(20)}`,
  treasury: `0x${'aB'.repeat(20)}`,
}

/** A word that is different for every seed. */
export const word = (seed: number): Hex => numberToHex(seed + 1, { size: 32 })

export const makeReport = (epoch: number, blockNumber: bigint): RecordedReport => ({
  epoch,
  poolOrder: { nonce: word(epoch), ciphertext: word(epoch + 1) },
  sealedOrder: [word(epoch + 2), word(epoch + 3), word(epoch + 4)],
  orderDigest: word(epoch + 5),
  blockNumber,
  blockHash: word(Number(blockNumber)),
})

export const makeTransaction = (nonce: number, attempt = 0): SignedTransaction => ({
  txHash: word(1_000 * nonce + attempt),
  rawTransaction: `0x02f8${'ef'.repeat(150)}`,
  sender: `0x${'33'.repeat(20)}`,
  nonce,
  // Beyond 2^53: they must survive as integers.
  maxFeePerGas: 12_345_678_901_234_567_890n,
  maxPriorityFeePerGas: 9_007_199_254_740_993n,
  signedAt: 1_700_000_100 + attempt,
})

export const makeAction = (id: number, changes: Partial<Action> = {}): Action => ({
  kind: 'heal',
  id,
  mechanism: 'treasurySwap',
  state: 'intended',
  amount: 123_456_789_012_345_678_901_234_567_890n,
  minOut: 4_100_000_001n,
  transactions: [makeTransaction(id)],
  minedIn: undefined,
  delivered: undefined,
  reason: undefined,
  memo: 'handed over at block 7',
  updatedAt: 1_700_000_200,
  ...changes,
})

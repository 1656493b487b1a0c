import type { Round } from '../../../offchain/protocol/pool/types.ts'
import { buildRound } from '../pool/buildRound.ts'

/** A settlement of full size: 30 quotes, six adjustments of which one withdrawal is impossible, and a key that changes. */
export const busyRound = (): Round =>
  buildRound({
    holdings: Object.fromEntries(
      Array.from({ length: 32 }, (_, slot) => [
        slot,
        { collateral: 900_000_000n, payment: slot === 31 ? 1n << 60n : 5n },
      ]),
    ),
    request: {
      slot: 31,
      says: { deficit: 5_000_000_000n, maxPremiumBps: 300n, allowPartial: true, disclose: false },
    },
    quotes: Array.from({ length: 30 }, (_, slot) => ({
      slot,
      says: { size: 400_000_000n, premiumBps: BigInt((slot * 37) % 200) },
    })),
    adjustments: [
      { slot: 0, asset: 'collateral', kind: 'deposit', amount: 1_000_000n },
      { slot: 1, asset: 'collateral', kind: 'withdrawal', amount: 100_000_000n },
      { slot: 2, asset: 'payment', kind: 'deposit', amount: 7n },
      { slot: 3, asset: 'payment', kind: 'withdrawal', amount: 6n },
      { slot: 4, asset: 'collateral', kind: 'deposit', amount: 2n },
      { slot: 31, asset: 'payment', kind: 'deposit', amount: 1_000n },
    ],
    keyChanges: [{ slot: 30, key: 0x1234_5678n }],
    minimumQuote: 1_000n,
  })

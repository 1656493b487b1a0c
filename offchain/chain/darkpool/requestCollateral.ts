import { encodeFunctionData, type Hex, numberToHex } from 'viem'
import type { Sealed } from '../../protocol/pool/types.ts'
import { creDarkPoolAbi } from '../generated.ts'

export type CollateralRequestTerms = {
  order: Sealed
  /** Public cap of the last round. */
  premiumBps: bigint
  timeoutSeconds: bigint
}

/** Calldata of `CREDarkPool.requestCollateral`; the pool's stake has to be sent along. */
export const encodeRequestCollateral = ({ order, premiumBps, timeoutSeconds }: CollateralRequestTerms): Hex =>
  encodeFunctionData({
    abi: creDarkPoolAbi,
    functionName: 'requestCollateral',
    args: [
      numberToHex(order.ciphertext, { size: 32 }),
      numberToHex(order.nonce, { size: 32 }),
      premiumBps,
      timeoutSeconds,
    ],
  })

import { encodeFunctionData, type Hex, numberToHex } from 'viem'
import type { Sealed } from '../../protocol/pool/types.ts'
import { creDarkPoolAbi } from '../generated.ts'

/** Calldata of `CREDarkPool.commitQuote`. */
export const encodeCommitQuote = ({ ciphertext, nonce }: Sealed): Hex =>
  encodeFunctionData({
    abi: creDarkPoolAbi,
    functionName: 'commitQuote',
    args: [numberToHex(ciphertext, { size: 32 }), numberToHex(nonce, { size: 32 })],
  })

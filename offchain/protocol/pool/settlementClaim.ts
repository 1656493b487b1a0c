import { type Address, encodePacked, type Hex, hashTypedData, keccak256, numberToHex } from 'viem'
import type { PublicInputs } from './circuitInputs.ts'
import { flattenPublicInputs } from './flattenPublicInputs.ts'

export type SettlementClaim = {
  chainId: number
  pool: Address
  /** Number of the closed round. */
  round: bigint
  inputs: PublicInputs
}

const TYPES = {
  Settlement: [
    { name: 'round', type: 'uint256' },
    { name: 'publicInputs', type: 'bytes32' },
  ],
} as const

/** `CREDarkPool.settlementClaim` of these public inputs: what an enclave attests of a settlement. */
export const settlementClaim = ({ chainId, pool, round, inputs }: SettlementClaim): Hex => {
  const words = flattenPublicInputs(inputs).map((input) => numberToHex(input, { size: 32 }))
  return hashTypedData({
    domain: { name: 'CREDarkPool', version: '1', chainId, verifyingContract: pool },
    types: TYPES,
    primaryType: 'Settlement',
    message: { round, publicInputs: keccak256(encodePacked(['bytes32[]'], [words])) },
  })
}

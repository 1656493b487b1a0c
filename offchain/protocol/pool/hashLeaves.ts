import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'

const LEAVES = parseAbiParameters('uint256[32]')

/** Of all leaves, by slot, as `PoolState.leavesHash` has it. */
export const hashLeaves = (leaves: readonly bigint[]): Hex => keccak256(encodeAbiParameters(LEAVES, [leaves as never]))

import { type Hex, keccak256, stringToBytes } from 'viem'

/**
 * Signing keys of the simulated nodes. Anyone can derive them from this public label: they are worthless on every chain but 31337,
 * and no other chain may ever configure them as signers.
 */
export const simulatedNodeKeys = (nodes: number): Hex[] =>
  Array.from({ length: nodes }, (_, i) => keccak256(stringToBytes(`self-healing-reserve simulated DON node ${i}`)))

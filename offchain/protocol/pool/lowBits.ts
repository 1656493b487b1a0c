/**
 * What a value that is not negative has in its lowest bits. Not by `BigInt.asUintN`: the engine of the CRE guest takes the
 * top bit for a sign where the width is a multiple of 32.
 */
export const lowBits = (value: bigint, bits: bigint): bigint => value & ((1n << bits) - 1n)

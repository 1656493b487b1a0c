import { PoolError } from './poolError.ts'

/** Gives back a value that fits into so many bits; a {@link PoolError} that names it otherwise. */
export const requireBits = (name: string, value: bigint, bits: bigint): bigint => {
  // A negative value never shifts to zero.
  if (value >> bits !== 0n) throw new PoolError(`${name} ${value} does not fit into ${bits} bits`)
  return value
}

import { SCALAR_FIELD } from '../scalarField.ts'
import { PoolError } from './poolError.ts'

/** Gives back a canonical element of the scalar field; a {@link PoolError} that names what is none. */
export const requireField = (name: string, value: bigint): bigint => {
  if (value < 0n || value >= SCALAR_FIELD) throw new PoolError(`${name} ${value} is not below the order of the field`)
  return value
}

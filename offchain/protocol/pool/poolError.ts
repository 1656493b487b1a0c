/** What no settlement can be made of, because the contract never lets it happen or because a value fits no field. */
export class PoolError extends Error {
  override readonly name = 'PoolError'
}

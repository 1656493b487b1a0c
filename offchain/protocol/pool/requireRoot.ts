import { PoolError } from './poolError.ts'
import { stateRoot } from './stateRoot.ts'
import type { PublishedState } from './types.ts'

/** Throws a {@link PoolError} unless commitments and leaves are what the root stands for. */
export const requireRoot = ({ root, commitments, leaves }: PublishedState): void => {
  const found = stateRoot(commitments, leaves)
  if (found !== root) throw new PoolError(`these leaves have root ${found}, not ${root}: they are of another state`)
}

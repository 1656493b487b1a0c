import type { Hex } from 'viem'
import type { CollateralStores } from '../../chain/collateral/collateralCalls.ts'
import type { RefreshPolicy, StoredDocument } from '../../protocol/collateralPolicy.ts'
import type { AuthoritySearch } from './searchAuthorities.ts'
import type { SourceWatch } from './watchSource.ts'

/** What keeps Intel's collateral on chain fresh: what it is told, and what it has seen. Nothing of it outlives a restart. */
export type CollateralKeeper = {
  readonly stores: CollateralStores
  readonly fmspcs: readonly Hex[]
  readonly policy: RefreshPolicy
  /** How long what was seen on chain is good for, in seconds of the chain. */
  readonly lookEverySeconds: number
  readonly watch: SourceWatch
  /** What the stores held, and the time of the block (Unix seconds) that said so. */
  seen: { stored: readonly StoredDocument[]; at: number } | undefined
  readonly search: AuthoritySearch
  /** Why something was not looked at or submitted the last time. `unaffordable`: for fees or want of ether. */
  problem: { kind: 'unaffordable' | 'other'; reason: string } | undefined
  /** CRLs that revoke nothing new, by submission id. */
  readonly comparedCrls: Set<number>
  /** Until when (Unix seconds of the chain) a submission that the stores would refuse is not tried again, by its id. */
  readonly refusedUntil: Map<number, number>
}

export type CreateKeeperParameters = Pick<
  CollateralKeeper,
  'stores' | 'fmspcs' | 'policy' | 'lookEverySeconds' | 'watch' | 'search'
>

/** A keeper that has seen nothing. */
export const createKeeper = (parameters: CreateKeeperParameters): CollateralKeeper => ({
  ...parameters,
  seen: undefined,
  problem: undefined,
  comparedCrls: new Set(),
  refusedUntil: new Map(),
})

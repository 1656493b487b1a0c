import type { Hex } from 'viem'
import type { StoredDocument } from '../../protocol/collateralPolicy.ts'
import type { DatedDocument } from './datedDocument.ts'

/** What a source had. One document that it does not have, or has wrong, keeps no other back. */
export type CollateralAnswer = {
  documents: readonly DatedDocument[]
  /** Why something is missing, one line each, without addresses. */
  problems: readonly string[]
  /** Milliseconds that the source wants to be left alone. */
  retryAfterMs: number | undefined
}

export type WantedCollateral = {
  /** Platform families, six bytes each. */
  fmspcs: readonly Hex[]
  /** What the stores hold, as far as known: of a document that they would take for a rollback, a later one is looked for. */
  stored: readonly StoredDocument[]
}

/** Where Intel's collateral is had from. None is trusted: the stores check every signature and date. */
export type CollateralSource = {
  /** For logs: a host or `file`, never a whole address. */
  name: string
  /** Bounded in time, and ends early with `signal`. */
  ask(wanted: WantedCollateral, signal: AbortSignal): Promise<CollateralAnswer>
}

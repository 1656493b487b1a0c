import type { ChainView } from './chainView.ts'
import type { Refusal, ReleaseQuestion } from './releasePolicy.ts'

/** A question, and what is known when it is judged. Addresses of the question are checksummed. */
export type ReleaseContext = {
  question: ReleaseQuestion
  chain: ChainView
  /** Unix seconds, by the node's own clock. */
  now: number
}

/** Refuses, or has nothing to say against it. No rule permits: what all of them let pass is given. */
export type ReleaseRule = (context: ReleaseContext) => Promise<Refusal | undefined>

/** Rules of each kind of secret, by `SECRET_KIND`. */
export type ReleaseRules = Readonly<Record<number, readonly ReleaseRule[]>>

import type { Hex } from 'viem'
import type { Ceremony, CeremonyPlan, DealingCommitment, Seat } from '../../protocol/vault/ceremony.ts'
import type { JudgedDealings } from '../../protocol/vault/concludeCeremony.ts'
import type { Dealing, RevealedDealing } from '../../protocol/vault/dealing.ts'
import { RefusedError } from './refusedError.ts'

/** A node's own part in a ceremony. Indices count from one. */
export type Part = {
  /** As which dealer it deals. */
  dealer?: number
  seat?: Seated
}
export type Seated = { index: number; signed: Seat; receivingSecret: bigint }

/** Where a node stands in a ceremony, named by the step that it did last. */
export type Run = { part: Part } & (
  | { done: 'join'; plan: CeremonyPlan }
  | { done: 'commit'; ceremony: Ceremony; dealing: Dealing | undefined }
  | { done: 'reveal'; ceremony: Ceremony; commitments: readonly DealingCommitment[] }
  | ({ done: 'judge' } & Judged)
  | { done: 'conclude' }
)

export type Judged = {
  ceremony: Ceremony
  commitments: readonly DealingCommitment[]
  dealings: readonly RevealedDealing[]
  sight: JudgedDealings
  /** By dealer. */
  pieces: ReadonlyMap<number, bigint>
}

/** An abandoned ceremony's secrets go with it. Seven nodes take seconds. */
const LIFETIME_SECONDS = 600
const MOST_RUNS = 8

/** The ceremonies that a node is in the middle of: in memory only, few, and not for long. */
export type Runs = {
  /** The oldest one makes room: nothing that the node has signed a key in is lost with it. */
  begin(id: Hex, run: Run): void
  /** Refuses unless this ceremony's last step was `done`. */
  require<Done extends Run['done']>(id: Hex, done: Done): Extract<Run, { done: Done }>
  advance(id: Hex, run: Run): void
  end(id: Hex): void
}

export const createRuns = (clock: () => number): Runs => {
  const runs = new Map<Hex, { run: Run; begunAt: number }>()
  const live = () => {
    for (const [id, { begunAt }] of runs) if (clock() - begunAt > LIFETIME_SECONDS) runs.delete(id)
    return runs
  }
  return {
    begin(id, run) {
      if (live().has(id)) throw new RefusedError('ceremonyKnown', `this node is in ceremony ${id} already`)
      const [oldest] = runs.keys()
      if (runs.size >= MOST_RUNS && oldest !== undefined) runs.delete(oldest)
      runs.set(id, { run, begunAt: clock() })
    },
    require<Done extends Run['done']>(id: Hex, done: Done) {
      const run = live().get(id)?.run
      if (!run) {
        const reason = `it was restarted, ${LIFETIME_SECONDS / 60} minutes have passed, or ${MOST_RUNS} later ones began; begin another`
        throw new RefusedError('ceremonyUnknown', `this node is not in ceremony ${id}: ${reason}`)
      }
      if (run.done !== done) {
        throw new RefusedError('stepOutOfOrder', `the last step of ceremony ${id} was ${run.done}, not ${done}`)
      }
      return run as Extract<Run, { done: Done }>
    },
    advance(id, run) {
      const entry = runs.get(id)
      if (entry) entry.run = run
    },
    end: (id) => void runs.delete(id),
  }
}

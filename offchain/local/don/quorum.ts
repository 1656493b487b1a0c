import { KitError } from '../../errors.ts'

/** How many nodes there are, how many may fail, and how many must therefore say the same: 2f + 1 of at least 3f + 1. */
export type Quorum = { readonly nodes: number; readonly faultTolerance: number; readonly needed: number }

export const quorumOf = (nodes: number, faultTolerance: number): Quorum => {
  if (faultTolerance < 1 || nodes < 3 * faultTolerance + 1) {
    throw new KitError(
      `${nodes} simulated nodes cannot tolerate ${faultTolerance} faults; use faultTolerance >= 1 and nodes >= 3 * faultTolerance + 1`,
    )
  }
  return { nodes, faultTolerance, needed: 2 * faultTolerance + 1 }
}

export const noQuorum = (on: string, best: number, { nodes, needed }: Quorum): KitError =>
  new KitError(`no quorum on ${on}: ${best} of ${nodes} simulated nodes agree, ${needed} are needed`, {
    retryable: true,
  })

/** The largest set of voters with byte-identical votes. */
export const largestGroup = (votes: ReadonlyMap<number, Uint8Array>): number[] => {
  const groups = new Map<string, number[]>()
  for (const [voter, vote] of votes) {
    const key = Buffer.from(vote).toString('base64')
    groups.set(key, [...(groups.get(key) ?? []), voter])
  }
  return [...groups.values()].reduce((best, group) => (group.length > best.length ? group : best), [])
}

/** Decides on what has been cast so far; undefined means "wait". When `complete`, nobody else can vote: it must return or throw. */
export type Decide<Vote, Outcome> = (votes: ReadonlyMap<number, Vote>, complete: boolean) => Outcome | undefined

export type Ballot<Vote, Outcome> = {
  readonly outcome: Promise<Outcome>
  cast(voter: number, vote: Vote): void
  /** This voter will never vote here any more. */
  withdraw(voter: number): void
}

/** Collects one vote per voter and decides as soon as it can, so that a hanging voter delays nobody. */
export const openBallot = <Vote, Outcome>(
  voters: Iterable<number>,
  decide: Decide<Vote, Outcome>,
): Ballot<Vote, Outcome> => {
  const votes = new Map<number, Vote>()
  const pending = new Set(voters)
  let decided = false
  let resolve: (outcome: Outcome) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const outcome = new Promise<Outcome>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  // A ballot may fail after its last reader has left; that is not an unhandled failure.
  outcome.catch(() => {})

  const settle = () => {
    if (decided) return
    try {
      const decision = decide(votes, pending.size === 0)
      if (decision === undefined) return
      decided = true
      resolve(decision)
    } catch (error) {
      decided = true
      reject(error)
    }
  }
  return {
    outcome,
    cast: (voter, vote) => {
      if (!pending.delete(voter)) return
      votes.set(voter, vote)
      settle()
    },
    withdraw: (voter) => {
      if (pending.delete(voter)) settle()
    },
  }
}

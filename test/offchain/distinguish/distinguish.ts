import type { Address } from 'viem'
import type { Shutdown } from '../../../offchain/local/process/createShutdown.ts'
import type { Log } from '../../../offchain/log.ts'
import { isHidden } from './isHidden.ts'
import { type Judgement, judgeRuns } from './judgeRuns.ts'
import { drawRuns } from './runs/drawRun.ts'
import { type PlayedRun, playRun } from './runs/playRun.ts'
import { publicFlows } from './runs/publicFlows.ts'
import { startRequestStack } from './runs/startRequestStack.ts'
import { PLANTED_TELLS, type PlantedTell } from './tells/plantTells.ts'

export type DistinguishParameters = {
  /** Half of them with a real order, half with an empty one. */
  runs: number
  /** The first so many runs are proven for real; the others have random bytes for proofs, which the verifier's code is made to accept. */
  proven: number
  seed: number
  log: Log
  shutdown: Shutdown
  onProgress?: (played: number, runs: number) => void
}

export type FoundTell = { name: string; isPlanted: true } & Pick<Judgement, 'runs' | 'real' | 'area' | 'told'>

export type Distinguished = {
  /** Nothing is told by the pool's path alone, and every planted tell is. */
  ok: boolean
  ms: number
  rpcUrl: string
  seed: number
  /** The pool's path alone. */
  path: Judgement
  /**
   * An interval of 95 % misses the truth once in twenty: a path that was told is played again, with other runs, and counts as
   * told only if it is again.
   */
  repeated?: Judgement
  /** With small, direct heals and makers' deposits and withdrawals, which are public: in the leak budget, not in the verdict. */
  withFlows: Judgement
  /** The runs with real proofs alone. */
  withProofs?: Judgement
  tells: readonly FoundTell[]
}

/** A planted tell counts as found above this. */
export const FOUND_AUC = 0.9
/** Fewer runs with real proofs are not judged by themselves. */
const FEWEST_PROVEN = 20

const labelled = (played: readonly PlayedRun[], view: 'path' | 'withFlows') =>
  played.map((run) => ({ run: run[view], isReal: run.truth.isReal }))

/** Runs with a real order that the mistake gives away, and all runs with an empty one. */
const plantTell = (played: readonly PlayedRun[], tell: PlantedTell, pool: Address, seed: number): FoundTell => {
  const { among = () => true } = tell
  const runs = played
    .filter(({ truth }) => among(truth))
    .flatMap((run) => {
      if (!run.truth.isReal) return [{ run: run.path, isReal: false }]
      return tell.appliesTo(run.truth) ? [{ run: tell.plant(run, pool), isReal: true }] : []
    })
  const { area, told, real } = judgeRuns(runs, pool, seed)
  return { name: tell.name, isPlanted: true, runs: runs.length, real, area, told }
}

/** Plays requests with real and with empty orders, all else alike, and tries to tell them apart by what is public. */
export const distinguish = async ({
  runs,
  proven,
  seed,
  log,
  shutdown,
  onProgress = () => undefined,
}: DistinguishParameters): Promise<Distinguished> => {
  const startedAt = performance.now()
  const stack = await startRequestStack({ log, shutdown, withProofs: proven > 0 })
  const play = async (from: number): Promise<PlayedRun[]> => {
    const played: PlayedRun[] = []
    for (const [index, draw] of drawRuns(runs, from).entries()) {
      shutdown.signal.throwIfAborted()
      played.push(await playRun(stack, draw, { isProven: index < proven, flows: publicFlows }))
      onProgress(played.length, runs)
    }
    return played
  }
  const { pool } = stack
  const played = await play(seed)
  const path = judgeRuns(labelled(played, 'path'), pool, seed)
  const repeated = isHidden(path) ? undefined : judgeRuns(labelled(await play(seed + 1), 'path'), pool, seed + 1)
  const withFlows = judgeRuns(labelled(played, 'withFlows'), pool, seed)
  const inProven = played.filter(({ truth }) => truth.isProven)
  const withProofs = inProven.length >= FEWEST_PROVEN ? judgeRuns(labelled(inProven, 'path'), pool, seed) : undefined
  const tells = PLANTED_TELLS.map((tell) => plantTell(played, tell, pool, seed))
  return {
    ok: isHidden(repeated ?? path) && tells.every(({ area }) => area.auc > FOUND_AUC),
    ms: Math.round(performance.now() - startedAt),
    ...{ rpcUrl: stack.chain.rpcUrl, seed, path, repeated, withFlows, withProofs, tells },
  }
}

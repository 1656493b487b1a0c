import type { PoolScene } from './createPoolScene.ts'

/** One story: something is to be settled, something breaks, and in the end the ledger must be right. */
export type PoolRound = {
  name: string
  /** Row of the table. */
  fault: string
  seed: number
  /** Has people do things, and breaks others. Faults that are still on when it returns are cleared for it. */
  play(scene: PoolScene): Promise<void>
}

/** How one round ended. */
export type PoolRoundResult = {
  name: string
  fault: string
  seed: number
  /** Empty when everything was as it must be. */
  problems: string[]
  ms: number
  /** Rounds of the pool that came to these ends. */
  settled: number
  expired: number
  /** From when nothing was broken any more until nothing was left to do, in seconds of the chain's clock. */
  recoverySeconds: number
}

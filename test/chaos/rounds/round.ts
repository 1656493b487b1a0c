import type { Scene } from './createScene.ts'

/** One story: something is owed, something breaks, and in the end the books must be right. */
export type Round = {
  name: string
  /** Row of the table. */
  fault: string
  seed: number
  /** Whether what breaks is worth an incident; otherwise only the everyday ones are in order. */
  mayAlarm?: boolean
  /** Starts agents, orders heals, breaks things. Faults that are still on when it returns are cleared for it. */
  play(scene: Scene): Promise<void>
}

/** How one round ended. */
export type RoundResult = {
  name: string
  fault: string
  seed: number
  /** Empty when everything was as it must be. */
  problems: string[]
  /** What the round could not do here and why; it then proves nothing and says so. */
  skipped: string | undefined
  ms: number
  owed: number
  healed: number
  duplicate: number
  missed: number
  journalDiffers: number
  alertsDiffer: number
  /** From the report's block to the heal's, milliseconds of the suite's clock. */
  healMs: number[]
}

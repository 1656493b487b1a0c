import { setTimeout as delay } from 'node:timers/promises'
import type { Hex } from 'viem'
import { describeError } from '../../chain/describeError.ts'
import type { CollateralAnswer, CollateralSource } from '../../enclave/collateral/collateralSource.ts'
import type { DatedDocument } from '../../enclave/collateral/datedDocument.ts'
import type { Log } from '../../log.ts'
import { nameSubject, type StoredDocument } from '../../protocol/collateralPolicy.ts'
import { settleWithin } from '../alerts/settleWithin.ts'
import type { Metrics } from '../operations/createMetrics.ts'
import { unixNow } from '../unixNow.ts'

/** What a source offered so far. Whoever reads it never waits for the source. */
export type SourceWatch = {
  /** The newest answer about each subject, in the order of submission. */
  readonly offered: readonly DatedDocument[]
  /** Unix seconds since when the source has not answered in full; undefined while it does. */
  readonly failingSince: number | undefined
}

export type WatchSourceParameters = {
  source: CollateralSource
  fmspcs: readonly Hex[]
  /** What the stores held when somebody last looked. */
  stored: () => readonly StoredDocument[]
  /** Between two questions that were answered. */
  intervalMs: number
  /** Between two that were not, at first; twice as long each time, up to `intervalMs`. */
  retryMs: number
  /** For one question, whatever the source does. */
  timeoutMs: number
  log: Log
  metrics: Pick<Metrics, 'recordCollateralAsk'>
  signal: AbortSignal
}

const KINDS = ['rootCrl', 'pckCrl', 'tcbInfo', 'qeIdentity']

/** There is one document of each kind, and of TCB info one for each family. */
const slotOf = ({ subject }: DatedDocument): string =>
  subject.kind === 'tcbInfo' ? nameSubject(subject) : subject.kind

/**
 * What is offered now: an answer about some subjects leaves what is known of the others as it is. Of the authorities that
 * answers named, the last alone is remembered, and no family that was not asked for: what a forger says is gone with the
 * next answer.
 */
const merge = (
  known: readonly DatedDocument[],
  answered: readonly DatedDocument[],
  fmspcs: readonly Hex[],
): readonly DatedDocument[] => {
  const families = fmspcs.map((fmspc) => fmspc.toLowerCase())
  const wanted = answered.filter(({ subject }) => subject.kind !== 'tcbInfo' || families.includes(subject.fmspc))
  const bySlot = new Map([...known, ...wanted].map((document) => [slotOf(document), document]))
  return [...bySlot.values()].sort((a, b) => KINDS.indexOf(a.subject.kind) - KINDS.indexOf(b.subject.kind))
}

/**
 * Asks a source again and again, in the background, until `signal` aborts. However it fails, it is logged and asked again
 * later; `ended` never rejects.
 */
export const watchSource = (parameters: WatchSourceParameters): { watch: SourceWatch; ended: Promise<void> } => {
  const { source, fmspcs, stored, intervalMs, retryMs, timeoutMs, log, metrics, signal } = parameters
  const watch: { -readonly [Key in keyof SourceWatch]: SourceWatch[Key] } = { offered: [], failingSince: undefined }

  const ask = async (): Promise<CollateralAnswer> => {
    try {
      const name = 'the collateral source'
      return await settleWithin({
        timeoutMs,
        signal,
        name,
        work: (stop) => source.ask({ fmspcs, stored: stored() }, stop),
      })
    } catch (error) {
      return { documents: [], problems: [describeError(error)], retryAfterMs: undefined }
    }
  }

  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      const { documents, problems, retryAfterMs } = await ask()
      if (signal.aborted) return
      watch.offered = merge(watch.offered, documents, fmspcs)
      const isComplete = problems.length === 0
      metrics.recordCollateralAsk({ complete: isComplete })
      failures = isComplete ? 0 : failures + 1
      watch.failingSince = isComplete ? undefined : (watch.failingSince ?? unixNow())
      if (!isComplete) log.warn({ source: source.name, problems }, 'the collateral source did not answer in full')
      const soon = Math.min(retryMs * 2 ** Math.min(failures - 1, 16), intervalMs)
      const pauseMs = isComplete ? intervalMs : Math.max(soon, retryAfterMs ?? 0)
      await delay(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
  return { watch, ended: run() }
}

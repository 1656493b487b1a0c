import type { BlockHeader } from './readHead.ts'

/** The highest head so far, and when it was first seen (local milliseconds). */
export type HeadWatch = { highest: bigint; sinceMs: number }

export type WatchHeadParameters = {
  /** What the last observation returned; undefined at the first. */
  watch: HeadWatch | undefined
  head: BlockHeader
  /** Local clock, milliseconds since 1970. */
  nowMs: number
  /** How long a head may stay the newest, in milliseconds. */
  stallMs: number
  /** How far a new block's time may be from the local clock, in milliseconds. */
  skewMs: number
}

export type HeadObservation = {
  watch: HeadWatch
  /** Milliseconds without a new block, when that is too long. */
  stalledForMs: number | undefined
  /** How many blocks the head went back: a reorganisation, or a provider that lags. */
  wentBackBy: bigint | undefined
  /** Local clock less the time of a block that has just appeared, in milliseconds, when that is too far from zero. */
  clockSkewMs: number | undefined
}

/** What a head says about progress and about the clock, given the heads before it. */
export const watchHead = ({ watch, head, nowMs, stallMs, skewMs }: WatchHeadParameters): HeadObservation => {
  const isNew = watch !== undefined && head.number > watch.highest
  const next = watch === undefined || isNew ? { highest: head.number, sinceMs: nowMs } : watch
  const stalledForMs = nowMs - next.sinceMs
  const offsetMs = nowMs - head.timestamp * 1_000
  // An old block says nothing about the clock, unless it is from the future.
  const isSkewed = offsetMs < -skewMs || (isNew && offsetMs > skewMs)
  return {
    watch: next,
    stalledForMs: stalledForMs > stallMs ? stalledForMs : undefined,
    wentBackBy: head.number < next.highest ? next.highest - head.number : undefined,
    clockSkewMs: isSkewed ? offsetMs : undefined,
  }
}

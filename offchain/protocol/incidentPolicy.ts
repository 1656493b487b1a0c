const RANK = { info: 0, warning: 1, critical: 2 }

/** Something that is wrong as of one pass, under a stable word. */
export type SeenCondition = { kind: string; severity: keyof typeof RANK; summary: string }

/** Something that was announced as wrong and not yet as over. Times are Unix seconds. */
export type OpenIncident = { id: number; kind: string; severity: keyof typeof RANK; openedAt: number }

/** How long a condition must persist before it is raised, and stay away before it is cleared, in seconds. */
export type Hysteresis = { raiseAfterSeconds: number; clearAfterSeconds: number }

/**
 * What earlier passes saw of one kind, in Unix seconds: since when it is worse than announced (by the incident `than`,
 * if any), or since when it is gone.
 */
export type Sighting = { worseSince: number; than: number | undefined } | { absentSince: number }

export type IncidentParameters = {
  /** Unix seconds. */
  now: number
  conditions: readonly SeenCondition[]
  /** Kinds that this pass could not look for: not seeing them says nothing. */
  unchecked: readonly string[]
  /** What is announced, as the journal knows it, so that a restart neither repeats nor forgets it. */
  open: readonly OpenIncident[]
  /** What the pass before returned; empty after a restart. */
  sightings: ReadonlyMap<string, Sighting>
  hysteresisOf: (kind: string) => Hysteresis
}

export type IncidentDecision = {
  /** To be closed before anything is opened: at most one incident of a kind is open. */
  close: readonly { id: number; kind: string; closedAt: number }[]
  open: readonly (SeenCondition & { openedAt: number })[]
  sightings: ReadonlyMap<string, Sighting>
}

const worstOf = (conditions: readonly SeenCondition[]): SeenCondition | undefined =>
  conditions.reduce<SeenCondition | undefined>(
    (worst, condition) => (worst && RANK[worst.severity] >= RANK[condition.severity] ? worst : condition),
    undefined,
  )

const isWorse = (condition: SeenCondition, incident: OpenIncident | undefined): boolean =>
  incident === undefined || RANK[condition.severity] > RANK[incident.severity]

/**
 * Decides which incidents to open and to close after one pass.
 *
 * Getting worse is the same as getting wrong: what is worse than announced for `raiseAfterSeconds` closes the milder
 * incident, if any, and opens another. Getting milder changes nothing until the condition is gone. What could not be
 * looked for neither raises nor clears, and in doubt an alert comes sooner and its end later.
 */
export const decideIncidents = (parameters: IncidentParameters): IncidentDecision => {
  const { now, conditions, unchecked, open, hysteresisOf } = parameters
  const close: IncidentDecision['close'][number][] = []
  const opened: IncidentDecision['open'][number][] = []
  const sightings = new Map<string, Sighting>()

  const decide = (kind: string) => {
    const condition = worstOf(conditions.filter((candidate) => candidate.kind === kind))
    const incident = open.find((candidate) => candidate.kind === kind)
    const before = parameters.sightings.get(kind)
    const { raiseAfterSeconds, clearAfterSeconds } = hysteresisOf(kind)
    // A clock that was set back must not put an alert off.
    const since = (time: number | undefined) => Math.min(time ?? now, now)
    const closeAt = ({ id, openedAt }: OpenIncident, time: number) =>
      close.push({ id, kind, closedAt: Math.max(time, openedAt) })

    if (condition && isWorse(condition, incident)) {
      const than = incident?.id
      const worseSince = since(before && 'worseSince' in before && before.than === than ? before.worseSince : undefined)
      sightings.set(kind, { worseSince, than })
      if (now - worseSince < raiseAfterSeconds) return
      if (incident) closeAt(incident, worseSince)
      opened.push({ ...condition, openedAt: worseSince })
    } else if (!condition && unchecked.includes(kind)) {
      if (before && 'worseSince' in before) sightings.set(kind, before)
    } else if (!condition && incident) {
      const absentSince = since(before && 'absentSince' in before ? before.absentSince : undefined)
      sightings.set(kind, { absentSince })
      if (now - absentSince >= clearAfterSeconds) closeAt(incident, absentSince)
    }
  }

  const kinds = [...conditions, ...open].map(({ kind }) => kind)
  for (const kind of new Set([...kinds, ...parameters.sightings.keys()])) decide(kind)
  return { close, open: opened, sightings }
}

import { describe, expect, it } from 'vitest'
import {
  decideIncidents,
  type Hysteresis,
  type IncidentDecision,
  type IncidentParameters,
  type OpenIncident,
  type SeenCondition,
  type Sighting,
} from './incidentPolicy.ts'
import { seededRandom } from './seededRandom.ts'

const HYSTERESIS: Hysteresis = { raiseAfterSeconds: 60, clearAfterSeconds: 300 }
const RANK = { info: 0, warning: 1, critical: 2 }

type Pass = { at: number; conditions?: SeenCondition[]; unchecked?: string[] }

const wrong = (severity: SeenCondition['severity'] = 'warning', kind = 'blind'): SeenCondition => ({
  kind,
  severity,
  summary: `${kind} is wrong`,
})

/** What a journal would hold after a series of passes: every incident ever opened, and each decision. */
const startPasses = (hysteresis = HYSTERESIS) => {
  const incidents: (OpenIncident & { closedAt: number | undefined; at: number })[] = []
  let sightings: ReadonlyMap<string, Sighting> = new Map()
  const parametersOf = ({ at, conditions = [], unchecked = [] }: Pass): IncidentParameters => ({
    now: at,
    conditions,
    unchecked,
    open: incidents.filter(({ closedAt }) => closedAt === undefined),
    sightings,
    hysteresisOf: () => hysteresis,
  })
  const pass = (input: Pass): IncidentDecision => {
    const decision = decideIncidents(parametersOf(input))
    for (const { id, closedAt } of decision.close) {
      const incident = incidents.find((candidate) => candidate.id === id)
      if (incident?.closedAt !== undefined) throw new Error(`incident ${id} was closed twice`)
      if (incident) incident.closedAt = closedAt
    }
    for (const condition of decision.open) {
      incidents.push({ ...condition, id: incidents.length + 1, closedAt: undefined, at: input.at })
    }
    sightings = decision.sightings
    return decision
  }
  const restart = () => {
    sightings = new Map()
  }
  return { incidents, parametersOf, pass, restart }
}

describe('decideIncidents', () => {
  it('raises what persists, dated to when it began, and not a second earlier', () => {
    const { pass } = startPasses()
    expect(pass({ at: 1000, conditions: [wrong()] }).open).toEqual([])
    expect(pass({ at: 1059, conditions: [wrong()] }).open).toEqual([])
    expect(pass({ at: 1060, conditions: [wrong()] }).open).toEqual([{ ...wrong(), openedAt: 1000 }])
  })

  it('raises at once what need not persist', () => {
    const { pass } = startPasses({ raiseAfterSeconds: 0, clearAfterSeconds: 300 })
    expect(pass({ at: 1000, conditions: [wrong()] }).open).toEqual([{ ...wrong(), openedAt: 1000 }])
  })

  it('clears what stays away, dated to when it went, and not a second earlier', () => {
    const { pass } = startPasses({ raiseAfterSeconds: 0, clearAfterSeconds: 300 })
    pass({ at: 1000, conditions: [wrong()] })
    expect(pass({ at: 1100 }).close).toEqual([])
    expect(pass({ at: 1399 }).close).toEqual([])
    expect(pass({ at: 1400 }).close).toEqual([{ id: 1, kind: 'blind', closedAt: 1100 }])
  })

  it('starts to count anew when the condition goes or comes back in between', () => {
    const { pass } = startPasses()
    pass({ at: 0, conditions: [wrong()] })
    pass({ at: 30 })
    pass({ at: 40, conditions: [wrong()] })
    expect(pass({ at: 70, conditions: [wrong()] }).open).toEqual([])
    expect(pass({ at: 100, conditions: [wrong()] }).open).toHaveLength(1)
    pass({ at: 200 })
    pass({ at: 400, conditions: [wrong()] })
    expect(pass({ at: 600 }).close).toEqual([])
    expect(pass({ at: 900 }).close).toHaveLength(1)
  })

  it('neither repeats nor forgets what is open after a restart', () => {
    const { pass, restart, incidents } = startPasses()
    pass({ at: 0, conditions: [wrong()] })
    pass({ at: 60, conditions: [wrong()] })
    restart()
    for (const at of [100, 200, 300]) expect(pass({ at, conditions: [wrong()] }).open).toEqual([])
    restart()
    expect(pass({ at: 5000 }).close).toEqual([])
    expect(pass({ at: 5300 }).close).toEqual([{ id: 1, kind: 'blind', closedAt: 5000 }])
    expect(incidents).toHaveLength(1)
  })

  it('replaces an incident by a more severe one when it stays worse', () => {
    const { pass } = startPasses()
    pass({ at: 0, conditions: [wrong()] })
    pass({ at: 60, conditions: [wrong()] })
    expect(pass({ at: 100, conditions: [wrong('critical')] }).open).toEqual([])
    const decision = pass({ at: 160, conditions: [wrong('critical')] })
    expect(decision.close).toEqual([{ id: 1, kind: 'blind', closedAt: 100 }])
    expect(decision.open).toEqual([{ ...wrong('critical'), openedAt: 100 }])
  })

  it('does not follow a condition that gets milder, so that flickering severity does not spam', () => {
    const { pass, incidents } = startPasses({ raiseAfterSeconds: 0, clearAfterSeconds: 300 })
    for (let at = 0; at < 1000; at += 10) pass({ at, conditions: [wrong(at % 20 ? 'critical' : 'warning')] })
    expect(incidents.map(({ severity }) => severity)).toEqual(['warning', 'critical'])
  })

  it('takes the most severe of several conditions of one kind', () => {
    const { pass } = startPasses({ raiseAfterSeconds: 0, clearAfterSeconds: 0 })
    const conditions = [wrong('info'), wrong('critical'), wrong('warning')]
    expect(pass({ at: 0, conditions }).open).toEqual([{ ...wrong('critical'), openedAt: 0 }])
  })

  it('does not take what it could not look for as gone', () => {
    const { pass } = startPasses({ raiseAfterSeconds: 0, clearAfterSeconds: 300 })
    pass({ at: 0, conditions: [wrong()] })
    for (const at of [100, 1000, 10_000]) expect(pass({ at, unchecked: ['blind'] }).close).toEqual([])
    // What was not seen while nobody looked does not count either.
    expect(pass({ at: 10_100 }).close).toEqual([])
    expect(pass({ at: 10_300, unchecked: ['blind'] }).close).toEqual([])
    expect(pass({ at: 10_500 }).close).toEqual([])
    expect(pass({ at: 10_800 }).close).toHaveLength(1)
  })

  it('raises a condition although some passes could not look for it', () => {
    const { pass } = startPasses()
    pass({ at: 0, conditions: [wrong()] })
    expect(pass({ at: 30, unchecked: ['blind'] }).open).toEqual([])
    expect(pass({ at: 60, conditions: [wrong()] }).open).toHaveLength(1)
  })

  it('does not wait for a clock that was set back', () => {
    const { pass } = startPasses()
    pass({ at: 100_000, conditions: [wrong()] })
    pass({ at: 1000, conditions: [wrong()] })
    expect(pass({ at: 1060, conditions: [wrong()] }).open).toEqual([{ ...wrong(), openedAt: 1000 }])
    pass({ at: 500 })
    expect(pass({ at: 800 }).close).toEqual([{ id: 1, kind: 'blind', closedAt: 1000 }])
  })

  it('forgets what it has seen of kinds that are neither wrong nor open', () => {
    const { pass } = startPasses()
    pass({ at: 0, conditions: [wrong()] })
    expect(pass({ at: 10 }).sightings.size).toBe(0)
  })
})

const KINDS = ['a', 'b', 'c']
const SEVERITIES = ['info', 'warning', 'critical'] as const

/** A random history of passes: conditions that come and go, blind passes, restarts, several kinds at once. */
const randomHistory = (random: ReturnType<typeof seededRandom>, length: number): (Pass & { restart: boolean })[] => {
  let at = 1_000_000
  return Array.from({ length }, () => {
    at += Number(random.below(120n))
    const conditions = KINDS.filter(() => random.below(2n) === 0n).map((kind) =>
      wrong(SEVERITIES[Number(random.below(3n))], kind),
    )
    const unchecked = KINDS.filter(() => random.below(5n) === 0n)
    return { at, conditions, unchecked, restart: random.below(20n) === 0n }
  })
}

const randomHysteresis = (random: ReturnType<typeof seededRandom>): Hysteresis => ({
  raiseAfterSeconds: Number(random.below(200n)),
  clearAfterSeconds: Number(random.below(200n)),
})

describe('decideIncidents, whatever happens', () => {
  it('never has two incidents of one kind open, and closes only what is open', () => {
    const random = seededRandom(11)
    for (let run = 0; run < 200; run++) {
      const passes = startPasses(randomHysteresis(random))
      for (const { restart, ...input } of randomHistory(random, 60)) {
        if (restart) passes.restart()
        passes.pass(input)
        const open = passes.incidents.filter(({ closedAt }) => closedAt === undefined).map(({ kind }) => kind)
        expect(new Set(open).size).toBe(open.length)
      }
      for (const { openedAt, closedAt } of passes.incidents) {
        if (closedAt !== undefined) expect(closedAt).toBeGreaterThanOrEqual(openedAt)
      }
    }
  })

  it('decides the same again until it is applied, and nothing once it is', () => {
    const random = seededRandom(12)
    for (let run = 0; run < 200; run++) {
      const passes = startPasses({ raiseAfterSeconds: Number(random.below(100n)), clearAfterSeconds: 100 })
      for (const { restart: _restart, ...input } of randomHistory(random, 40)) {
        const parameters = passes.parametersOf(input)
        expect(decideIncidents(parameters)).toEqual(decideIncidents(parameters))
        passes.pass(input)
        const again = passes.pass(input)
        expect([...again.open, ...again.close]).toEqual([])
      }
    }
  })

  it('closes every incident once everything stays away', () => {
    const random = seededRandom(13)
    for (let run = 0; run < 200; run++) {
      const hysteresis = randomHysteresis(random)
      const passes = startPasses(hysteresis)
      const history = randomHistory(random, 30)
      for (const { restart: _restart, ...input } of history) passes.pass(input)
      const last = history.at(-1)?.at ?? 0
      passes.pass({ at: last })
      passes.pass({ at: last + hysteresis.clearAfterSeconds })
      expect(passes.incidents.filter(({ closedAt }) => closedAt === undefined)).toEqual([])
    }
  })

  it('opens and closes at most once when a condition flaps faster than its thresholds', () => {
    const random = seededRandom(14)
    for (let run = 0; run < 200; run++) {
      const hysteresis = { raiseAfterSeconds: Number(random.below(60n)), clearAfterSeconds: 120 }
      const passes = startPasses(hysteresis)
      let at = 0
      for (let flap = 0; flap < 50; flap++) {
        at += 1 + Number(random.below(100n))
        passes.pass({ at, conditions: [wrong()] })
        at += 1 + Number(random.below(100n))
        passes.pass({ at })
        // Absent for less than clearAfterSeconds: the next one comes in time.
        at += Number(random.below(10n))
      }
      passes.pass({ at })
      passes.pass({ at: at + 120 })
      expect(passes.incidents.length).toBeLessThanOrEqual(1)
      for (const { closedAt } of passes.incidents) expect(closedAt).toBeDefined()
    }
  })

  it('announces every condition that persists, with at least its severity', () => {
    const random = seededRandom(15)
    for (let run = 0; run < 200; run++) {
      const hysteresis = randomHysteresis(random)
      const passes = startPasses(hysteresis)
      const history = randomHistory(random, 30)
      for (const { restart: _restart, ...input } of history) passes.pass(input)
      const condition = wrong(SEVERITIES[Number(random.below(3n))], 'a')
      const start = (history.at(-1)?.at ?? 0) + 1
      passes.pass({ at: start, conditions: [condition] })
      passes.pass({ at: start + hysteresis.raiseAfterSeconds, conditions: [condition] })
      const open = passes.incidents.find(({ kind, closedAt }) => kind === 'a' && closedAt === undefined)
      expect(RANK[open?.severity ?? 'info']).toBeGreaterThanOrEqual(RANK[condition.severity])
      expect(open).toBeDefined()
    }
  })

  it('opens no fewer and closes no more when more is wrong', () => {
    const random = seededRandom(16)
    for (let run = 0; run < 500; run++) {
      const passes = startPasses(randomHysteresis(random))
      const history = randomHistory(random, 20)
      for (const { restart: _restart, ...input } of history.slice(0, -1)) passes.pass(input)
      const { restart: _restart, ...last } = history.at(-1) ?? { at: 0, restart: false }
      const fewer = decideIncidents(passes.parametersOf(last))
      const extra = wrong(SEVERITIES[Number(random.below(3n))], KINDS[Number(random.below(3n))])
      const more = decideIncidents(passes.parametersOf({ ...last, conditions: [...(last.conditions ?? []), extra] }))
      const kindsOf = (entries: readonly { kind: string }[]) => entries.map(({ kind }) => kind)
      expect(kindsOf(more.open)).toEqual(expect.arrayContaining(kindsOf(fewer.open)))
      // Closing to open something more severe is not an end.
      const ended = kindsOf(more.close).filter((kind) => !kindsOf(more.open).includes(kind))
      expect(kindsOf(fewer.close)).toEqual(expect.arrayContaining(ended))
    }
  })

  it('raises no sooner with a longer threshold', () => {
    const random = seededRandom(17)
    for (let run = 0; run < 200; run++) {
      const { raiseAfterSeconds, clearAfterSeconds } = randomHysteresis(random)
      const history = randomHistory(random, 40)
      const firstOpening = (seconds: number) => {
        const passes = startPasses({ raiseAfterSeconds: seconds, clearAfterSeconds })
        for (const { restart: _restart, ...input } of history) passes.pass(input)
        return passes.incidents[0]?.at ?? Number.POSITIVE_INFINITY
      }
      expect(firstOpening(raiseAfterSeconds + 30)).toBeGreaterThanOrEqual(firstOpening(raiseAfterSeconds))
    }
  })
})

import { assessFreshness, nameSubject, type StoredDocument } from '../../protocol/collateralPolicy.ts'
import type { Condition } from '../alerts/condition.ts'
import type { CollateralKeeper } from './collateralKeeper.ts'

/** Sources are down for hours; nothing lapses for days. */
const FAILING_SECONDS = 86_400

const isOfPckCrl = ({ subject }: StoredDocument) => subject.kind === 'pckCrl'

/** What is wrong with the collateral, at `now` in Unix seconds. */
export const describeCollateral = (
  { seen, problem, watch, search }: Pick<CollateralKeeper, 'seen' | 'problem' | 'watch' | 'search'>,
  now: number,
): Condition[] => {
  const conditions: Condition[] = []
  const judged = (seen?.stored ?? []).map(({ subject, version }) => {
    return { name: nameSubject(subject), freshness: assessFreshness(version, now) }
  })
  const isPckCrlKnown = seen?.stored.some(isOfPckCrl) ?? true
  // Nobody ever submitted one, and the source does not have it either.
  if (!isPckCrlKnown && search.found?.length === 0) judged.push({ name: 'pckCrl', freshness: 'missing' })
  const lapsing = judged.filter(({ freshness }) => freshness !== 'fresh')
  const lapsed = lapsing.filter(({ freshness }) => freshness === 'lapsed' || freshness === 'missing')
  const list = (some: typeof judged) => some.map(({ name }) => name).join(', ')
  if (lapsing.length > 0) {
    // It stays critical while it is lapsed: it is over when it is fresh.
    const isUrgent = lapsing.some(({ freshness }) => freshness !== 'lapsing')
    const when = isUrgent ? 'a day' : 'a week'
    const summary = `collateral on chain is in force for less than ${when}: ${list(lapsing)}`
    conditions.push({ kind: 'collateralLapsing', severity: isUrgent ? 'critical' : 'warning', summary })
  }
  if (lapsed.length > 0) {
    const summary = `collateral on chain has lapsed or is missing, so no enclave can register: ${list(lapsed)}`
    conditions.push({ kind: 'collateralLapsed', severity: 'critical', summary })
  }
  if (problem !== undefined) {
    const summary =
      problem.kind === 'unaffordable'
        ? 'the collateral is not refreshed: fees are above the cap, or a heal needs the ether; see the log'
        : 'the collateral stores cannot be read or written; see the log'
    conditions.push({ kind: 'collateralNotKept', severity: 'warning', summary })
  } else if (!isPckCrlKnown && search.isFailing) {
    const summary = 'nobody knows whether the PCK CRL on chain is in force: neither the source nor the logs answer'
    conditions.push({ kind: 'collateralNotKept', severity: 'warning', summary })
  } else if (watch.failingSince !== undefined && now - watch.failingSince > FAILING_SECONDS) {
    const summary = 'the collateral source has not answered in full for a day'
    conditions.push({ kind: 'collateralNotKept', severity: 'warning', summary })
  }
  return conditions
}

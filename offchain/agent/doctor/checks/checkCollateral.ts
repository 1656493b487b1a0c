import type { Hex } from 'viem'
import { readCollateralState } from '../../../chain/collateral/readCollateralState.ts'
import { describeError } from '../../../chain/describeError.ts'
import { findCollateralSubjects } from '../../../chain/enclave/findCollateralSubjects.ts'
import type { CollateralAnswer } from '../../../enclave/collateral/collateralSource.ts'
import { REQUEST_LIMITS } from '../../../enclave/collateral/requestDocument.ts'
import { assessFreshness, listAuthorities, nameSubject } from '../../../protocol/collateralPolicy.ts'
import { settleWithin } from '../../alerts/settleWithin.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** What the source and the logs get to answer: less than the doctor has for all its checks. */
const ASK_TIMEOUT_MS = 1_250
/** How the source is asked meanwhile: once more when it says at once that it cannot answer now. */
export const ASK_LIMITS = { ...REQUEST_LIMITS, attempts: 2, attemptMs: ASK_TIMEOUT_MS, firstDelayMs: 100 }
const DAY = 86_400

const REFRESH = 'run: npm run enclave -- collateral refresh; or start the agent with a source that answers'

const ask = async (
  { source, fmspcs }: NonNullable<DoctorContext['collateral']>,
  signal: AbortSignal,
): Promise<CollateralAnswer> => {
  try {
    const work = (stop: AbortSignal) => source.ask({ fmspcs, stored: [] }, stop)
    return await settleWithin({ timeoutMs: ASK_TIMEOUT_MS, signal, name: 'the source', work })
  } catch (error) {
    return { documents: [], problems: [describeError(error)], retryAfterMs: undefined }
  }
}

/** Which PCK certificate authorities the stores know; undefined when the logs do not say in time. */
const searchAuthorities = async (
  { client, startBlock, maxLogBlocks }: DoctorContext,
  { stores }: NonNullable<DoctorContext['collateral']>,
  { toBlock, signal }: { toBlock: bigint; signal: AbortSignal },
): Promise<readonly Hex[] | undefined> => {
  const range = { fromBlock: startBlock, toBlock, rangeBlocks: maxLogBlocks, maxRangeBlocks: maxLogBlocks }
  const work = () => findCollateralSubjects(client, { ...stores, ...range })
  try {
    return (await settleWithin({ timeoutMs: ASK_TIMEOUT_MS, signal, name: 'the logs', work })).authorities
  } catch {
    return undefined
  }
}

/** Whether Intel's collateral on chain is in force, and the source that keeps it so answers. */
export const checkCollateral = async (context: DoctorContext, signal: AbortSignal): Promise<Finding> => {
  const { collateral, best, client } = context
  if (!collateral) return { verdict: 'pass', detail: 'not kept by this agent (COLLATERAL_SOURCE is not set)' }
  if (!best) return { verdict: 'skip', detail: 'no endpoint on the right chain answers' }
  const { stores, fmspcs } = collateral
  const codes = await Promise.all([stores.crlStore, stores.tcbStore].map((address) => client.getCode({ address })))
  if (codes.includes(undefined)) {
    const detail = `CRL_STORE_ADDRESS ${stores.crlStore} or TCB_STORE_ADDRESS ${stores.tcbStore} has no code`
    return { verdict: 'fail', detail, fix: 'correct the two addresses (the deployment file has them)' }
  }
  const [{ documents, problems }, known] = await Promise.all([
    ask(collateral, signal),
    searchAuthorities(context, collateral, { toBlock: best.head.number, signal }),
  ])
  const named = documents.flatMap(({ subject }) => (subject.kind === 'pckCrl' ? [subject.authority] : []))
  const authorities = listAuthorities({ named, known: known ?? [] })
  const stored = await readCollateralState(client, { stores, fmspcs, authorities, block: best.head })
  const judged = stored.map(({ subject, version }) => {
    const left = version ? Math.floor((version.nextUpdate - best.head.timestamp) / DAY) : 0
    return { name: nameSubject(subject), left, freshness: assessFreshness(version, best.head.timestamp) }
  })
  // Nobody ever submitted one, and the source does not have it either.
  if (authorities.length === 0 && known) judged.push({ name: 'pckCrl', left: 0, freshness: 'missing' })
  const bad = judged.filter(({ freshness }) => freshness !== 'fresh')
  const detail = bad.map(({ name, freshness }) => `${name} is ${freshness}`).join('; ')
  if (bad.some(({ freshness }) => freshness !== 'lapsing')) {
    return { verdict: 'fail', detail: `${detail}; enclaves cannot register without it`, fix: REFRESH }
  }
  if (bad.length > 0) return { verdict: 'warn', detail: `${detail} within a week`, fix: REFRESH }
  if (authorities.length === 0) {
    const fix = 'make the source answer, or RPC_URL tell logs since START_BLOCK faster'
    return {
      verdict: 'warn',
      detail: `pckCrl is unknown: ${['the logs did not tell it in time', ...problems].join('; ')}`,
      fix,
    }
  }
  if (problems.length > 0) {
    const fix = 'check COLLATERAL_SOURCE, COLLATERAL_FMSPC and the way there'
    return { verdict: 'warn', detail: `the source does not answer in full: ${problems.join('; ')}`, fix }
  }
  return { verdict: 'pass', detail: `in force for ${Math.min(...judged.map(({ left }) => left))} days or more` }
}

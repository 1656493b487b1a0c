import { describeError } from '../../chain/describeError.ts'
import { KitError } from '../../errors.ts'
import type { CollateralDocument } from '../../protocol/tdx/collateralDocument.ts'
import type { CollateralAnswer } from './collateralSource.ts'
import { dateDocument } from './dateDocument.ts'

/** Takes what can be read of what is coming, and says why the rest cannot. */
export const gatherDocuments = async (coming: readonly Promise<CollateralDocument>[]): Promise<CollateralAnswer> => {
  const settled = await Promise.allSettled(coming.map(async (one) => dateDocument(await one)))
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  const pauses = failures.map((failure) => (failure instanceof KitError ? (failure.retryAfterMs ?? 0) : 0))
  return {
    documents: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    problems: failures.map(describeError),
    retryAfterMs: pauses.some((pause) => pause > 0) ? Math.max(...pauses) : undefined,
  }
}

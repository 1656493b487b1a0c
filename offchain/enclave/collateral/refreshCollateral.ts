import type { Hex, PublicClient } from 'viem'
import { type CollateralStores, collateralCall } from '../../chain/collateral/collateralCalls.ts'
import { readCollateralState } from '../../chain/collateral/readCollateralState.ts'
import { describeError, findRevert } from '../../chain/describeError.ts'
import { type BlockHeader, readHead } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import { type DocumentVersion, nameSubject, type RefreshPolicy } from '../../protocol/collateralPolicy.ts'
import type { Payer } from '../payer/payer.ts'
import type { DatedDocument } from './datedDocument.ts'
import { planSubmission } from './planSubmission.ts'

export type RefreshCollateralParameters = {
  stores: CollateralStores
  payer: Payer
  offered: readonly DatedDocument[]
  policy: RefreshPolicy
  signal: AbortSignal
}

/** What became of one document. `before` and `after` are what the store held. */
export type RefreshedDocument = {
  name: string
  /** `failed`: it could not be asked or sent now; try again. */
  outcome: 'submitted' | 'kept' | 'refused' | 'failed'
  reason: string
  txHash: Hex | undefined
  before: DocumentVersion | undefined
  after: DocumentVersion | undefined
}

const isHeld = (held: DocumentVersion | undefined, { version }: DatedDocument): boolean =>
  held !== undefined && held.issuedAt >= version.issuedAt && held.evaluationNumber >= version.evaluationNumber

const readStored = (
  client: PublicClient,
  { stores }: RefreshCollateralParameters,
  one: DatedDocument,
  head: BlockHeader,
) => {
  const { subject } = one
  return readCollateralState(client, {
    stores,
    fmspcs: subject.kind === 'tcbInfo' ? [subject.fmspc] : [],
    authorities: subject.kind === 'pckCrl' ? [subject.authority] : [],
    block: head,
  })
}

const readHeld = async (client: PublicClient, parameters: RefreshCollateralParameters, one: DatedDocument) => {
  const stored = await readStored(client, parameters, one, await readHead(client))
  return stored.find(({ subject }) => nameSubject(subject) === nameSubject(one.subject))?.version
}

const refreshOne = async (
  client: PublicClient,
  parameters: RefreshCollateralParameters,
  one: DatedDocument,
): Promise<RefreshedDocument> => {
  const { stores, policy, payer, signal } = parameters
  const name = nameSubject(one.subject)
  const head = await readHead(client)
  const stored = await readStored(client, parameters, one, head)
  const planned = await planSubmission(client, {
    stores,
    stored,
    offered: one,
    policy,
    block: head,
    sender: payer.address,
    comparedCrls: new Set(),
  })
  if (!planned) throw new KitError(`${name}: the stores were not asked about it`)
  const { submission, stored: before } = planned
  const { action, reason } = submission
  if (action !== 'submit') {
    return { name, outcome: action === 'keep' ? 'kept' : 'refused', reason, txHash: undefined, before, after: before }
  }
  try {
    const { to, data } = collateralCall(stores, one.document)
    await client.call({ account: payer.address, to, data })
    const { transactionHash: txHash } = await payer.send({ to, data }, signal)
    return { name, outcome: 'submitted', reason, txHash, before, after: await readHeld(client, parameters, one) }
  } catch (error) {
    const after = await readHeld(client, parameters, one)
    // Somebody else was faster, perhaps this same command, run twice.
    if (isHeld(after, one)) return { name, outcome: 'kept', reason: 'current', txHash: undefined, before, after }
    if (!findRevert(error)) throw error
    return { name, outcome: 'refused', reason: describeError(error), txHash: undefined, before, after }
  }
}

/**
 * Submits what is due, one after the other, each simulated first; whatever becomes of one, the others are tried and told
 * of. Running it twice submits once; interrupted anywhere, it can be run again.
 */
export const refreshCollateral = async (
  client: PublicClient,
  parameters: RefreshCollateralParameters,
): Promise<readonly RefreshedDocument[]> => {
  const refreshed: RefreshedDocument[] = []
  for (const one of parameters.offered) {
    try {
      refreshed.push(await refreshOne(client, parameters, one))
    } catch (error) {
      const [name, reason] = [nameSubject(one.subject), describeError(error)]
      refreshed.push({ name, outcome: 'failed', reason, txHash: undefined, before: undefined, after: undefined })
    }
  }
  return refreshed
}

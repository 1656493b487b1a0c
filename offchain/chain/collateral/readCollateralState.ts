import type { Hex, PublicClient } from 'viem'
import type { DocumentVersion, StoredDocument } from '../../protocol/collateralPolicy.ts'
import { crlStoreAbi, tcbStoreAbi } from '../generated.ts'
import type { CollateralStores } from './collateralCalls.ts'
import { readRootAuthority } from './readRootAuthority.ts'

export type ReadCollateralStateParameters = {
  stores: CollateralStores
  /** Platform families, six bytes each. */
  fmspcs: readonly Hex[]
  /** Ids of the PCK certificate authorities. */
  authorities: readonly Hex[]
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: { hash: Hex }
}

const fromCrl = ({ thisUpdate, nextUpdate }: { thisUpdate: bigint; nextUpdate: bigint }) =>
  nextUpdate === 0n ? undefined : { issuedAt: Number(thisUpdate), nextUpdate: Number(nextUpdate), evaluationNumber: 0 }

const fromSigned = (stored: {
  evaluationNumber: number
  issuedAt: bigint
  nextUpdate: bigint
}): DocumentVersion | undefined => {
  const { evaluationNumber, issuedAt, nextUpdate } = stored
  if (nextUpdate === 0n) return undefined
  return { evaluationNumber, issuedAt: Number(issuedAt), nextUpdate: Number(nextUpdate) }
}

/** What the stores hold as of one block, in the order in which they accept the documents. */
export const readCollateralState = async (
  client: PublicClient,
  { stores: { crlStore, tcbStore }, fmspcs, authorities, block }: ReadCollateralStateParameters,
): Promise<readonly StoredDocument[]> => {
  const at = { blockHash: block.hash, requireCanonical: true } as const
  const onCrls = { address: crlStore, abi: crlStoreAbi, ...at } as const
  const onTcbs = { address: tcbStore, abi: tcbStoreAbi, ...at } as const
  const crlOf = async (authority: Hex) =>
    fromCrl(await client.readContract({ ...onCrls, functionName: 'crl', args: [authority] }))
  const readRootCrl = async () => crlOf(await readRootAuthority(client, { crlStore, block }))
  const readPckCrl = async (authority: Hex): Promise<StoredDocument> => {
    return { subject: { kind: 'pckCrl', authority }, version: await crlOf(authority) }
  }
  const readTcbInfo = async (fmspc: Hex): Promise<StoredDocument> => {
    const info = await client.readContract({ ...onTcbs, functionName: 'tcbInfo', args: [fmspc] })
    return { subject: { kind: 'tcbInfo', fmspc }, version: fromSigned(info) }
  }
  const [rootCrl, pckCrls, tcbInfos, identity] = await Promise.all([
    readRootCrl(),
    Promise.all(authorities.map(readPckCrl)),
    Promise.all(fmspcs.map(readTcbInfo)),
    client.readContract({ ...onTcbs, functionName: 'qeIdentity' }),
  ])
  return [
    { subject: { kind: 'rootCrl' }, version: rootCrl },
    ...pckCrls,
    ...tcbInfos,
    { subject: { kind: 'qeIdentity' }, version: fromSigned(identity) },
  ]
}

import { type Address, encodeFunctionData, type Hex, stringToHex } from 'viem'
import type { Collateral, SignedDocument } from '../../protocol/tdx/collateral.ts'
import { type CollateralDocument, type CollateralKind, listDocuments } from '../../protocol/tdx/collateralDocument.ts'
import { crlStoreAbi, tcbStoreAbi } from '../generated.ts'

export type CollateralCall = { kind: CollateralKind; to: Address; data: Hex }

export type CollateralStores = { crlStore: Address; tcbStore: Address }

const documentArgs = ({ json, signature, signerCertificate }: SignedDocument) =>
  [stringToHex(json), signature, signerCertificate] as const

const encode = (document: CollateralDocument): Hex => {
  switch (document.kind) {
    case 'rootCrl':
      return encodeFunctionData({ abi: crlStoreAbi, functionName: 'submitRootCrl', args: [document.crl] })
    case 'pckCrl': {
      const args = [document.crl, document.authorityCertificate] as const
      return encodeFunctionData({ abi: crlStoreAbi, functionName: 'submitPckCrl', args })
    }
    case 'tcbInfo':
      return encodeFunctionData({
        abi: tcbStoreAbi,
        functionName: 'submitTcbInfo',
        args: documentArgs(document.signed),
      })
    case 'qeIdentity':
      return encodeFunctionData({
        abi: tcbStoreAbi,
        functionName: 'submitQeIdentity',
        args: documentArgs(document.signed),
      })
  }
}

/** The store that keeps documents of a kind. */
export const storeOf = ({ crlStore, tcbStore }: CollateralStores, kind: CollateralKind): Address =>
  kind === 'rootCrl' || kind === 'pckCrl' ? crlStore : tcbStore

/** The call that records one document. */
export const collateralCall = (stores: CollateralStores, document: CollateralDocument): CollateralCall => {
  const { kind } = document
  return { kind, to: storeOf(stores, kind), data: encode(document) }
}

/** The calls that record a collateral, in the order in which the stores accept them. */
export const collateralCalls = (stores: CollateralStores, collateral: Collateral): readonly CollateralCall[] =>
  listDocuments(collateral).map((document) => collateralCall(stores, document))

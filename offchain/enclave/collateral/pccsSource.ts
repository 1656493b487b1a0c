import { bytesToHex, type Hex } from 'viem'
import type { SignedDocument } from '../../protocol/tdx/collateral.ts'
import type { CollateralDocument } from '../../protocol/tdx/collateralDocument.ts'
import { splitSignedBody } from '../../protocol/tdx/parseCollateral.ts'
import { parsePem } from '../../protocol/tdx/parsePem.ts'
import { UnreadableError } from '../../protocol/tdx/unreadableError.ts'
import type { CollateralSource } from './collateralSource.ts'
import { dateDocument } from './dateDocument.ts'
import { decodeCrl } from './decodeCrl.ts'
import { gatherDocuments } from './gatherDocuments.ts'
import { isRollback } from './isRollback.ts'
import { type RequestLimits, requestDocument, type ServedDocument } from './requestDocument.ts'

/**
 * The API of Intel's Provisioning Certification Service, version 4, which PCCS, its cache, repeats
 * (api.portal.trustedservices.intel.com/content/documentation.html; intel/confidential-computing.tee.dcap.pccs,
 * service/controllers and service/constants/index.js; both read 2026-11). The chain of the issuer comes in a response
 * header as URL-encoded PEM, signer first and root last:
 *
 *   /sgx/certification/v4/pckcrl?ca=platform&encoding=der   SGX-PCK-CRL-Issuer-Chain            a CRL
 *   /tdx/certification/v4/tcb?fmspc=90C06F000000            TCB-Info-Issuer-Chain               {"tcbInfo":{..},"signature":".."}
 *   /tdx/certification/v4/qe/identity                       SGX-Enclave-Identity-Issuer-Chain   {"enclaveIdentity":{..},"signature":".."}
 *   /sgx/certification/v4/rootcacrl                         none                                a CRL; PCCS only
 *
 * None of these needs a key: only PCK certificates do, and those come with the quote. TCB info and QE identity come twice:
 * `update=early` is Intel's latest evaluation, `standard`, the default, one that operators had about a year to follow.
 * (Intel's service also takes `tcbEvaluationDataNumber`; PCCS does not.)
 */
const CHAIN_HEADER = {
  pckCrl: 'SGX-PCK-CRL-Issuer-Chain',
  tcbInfo: 'TCB-Info-Issuer-Chain',
  qeIdentity: 'SGX-Enclave-Identity-Issuer-Chain',
} as const

const INTEL_HOST = 'api.trustedservices.intel.com'
/** Where the root certificate's distribution point says that its CRL is; the service itself does not serve it. */
const INTEL_ROOT_CRL = 'https://certificates.trustedservices.intel.com/IntelSGXRootCA.der'

/** Which of Intel's two authorities certifies a platform: `platform` for servers with several sockets, so for TDX. */
export type PckCa = 'platform' | 'processor'

export type PccsSourceParameters = {
  /** With or without `/sgx/certification/v4`. */
  url: URL
  pckCa: PckCa
  limits: RequestLimits
}

/** Where the CRL of the root is had from. */
export const rootCrlUrl = (base: string): URL =>
  new URL(new URL(base).hostname === INTEL_HOST ? INTEL_ROOT_CRL : `${base}/sgx/certification/v4/rootcacrl`)

const readSigner = ({ headers }: ServedDocument, name: string, header: string): Hex => {
  const value = headers.get(header)
  if (!value) throw new UnreadableError(`${name}: no header ${header}`)
  let text: string
  try {
    text = decodeURIComponent(value)
  } catch {
    throw new UnreadableError(`${name}: ${header} is not URL-encoded`)
  }
  const [signer, root, ...others] = parsePem(`${text.trimEnd()}\n`, 'CERTIFICATE', `${name}: ${header}`)
  if (!signer || !root || others.length > 0) throw new UnreadableError(`${name}: wanted signer and root in ${header}`)
  return bytesToHex(signer)
}

const readSigned = (
  served: ServedDocument,
  kind: 'tcbInfo' | 'qeIdentity',
  key: 'tcbInfo' | 'enclaveIdentity',
): SignedDocument => {
  let body: string
  try {
    // With the byte order mark and without replacements: what comes out is what was signed, or nothing.
    body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(served.body)
  } catch {
    throw new UnreadableError(`${kind}: not UTF-8`)
  }
  return { ...splitSignedBody(body.trim(), key), signerCertificate: readSigner(served, kind, CHAIN_HEADER[kind]) }
}

/** Intel's service or a PCCS. */
export const pccsSource = ({ url, pckCa, limits }: PccsSourceParameters): CollateralSource => {
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/(sgx|tdx)\/certification\/v4$/, '')
  return {
    name: url.host,
    async ask({ fmspcs, stored }, signal) {
      const get = (name: string, path: string | URL) => requestDocument({ url: new URL(path), name, limits, signal })
      const rootCrl = async (): Promise<CollateralDocument> => {
        const { body } = await get('rootCrl', rootCrlUrl(base))
        return { kind: 'rootCrl', crl: decodeCrl(body, 'rootCrl') }
      }
      const pckCrl = async (): Promise<CollateralDocument> => {
        const served = await get('pckCrl', `${base}/sgx/certification/v4/pckcrl?ca=${pckCa}&encoding=der`)
        const authorityCertificate = readSigner(served, 'pckCrl', CHAIN_HEADER.pckCrl)
        return { kind: 'pckCrl', crl: decodeCrl(served.body, 'pckCrl'), authorityCertificate }
      }
      const getSigned = async (
        kind: 'tcbInfo' | 'qeIdentity',
        key: 'tcbInfo' | 'enclaveIdentity',
        path: string,
      ): Promise<CollateralDocument> => {
        const from = async (url: URL): Promise<CollateralDocument> => {
          return { kind, signed: readSigned(await get(kind, url), kind, key) }
        }
        const url = new URL(`${base}/tdx/certification/v4/${path}`)
        const standard = await from(url)
        if (!isRollback(dateDocument(standard), stored)) return standard
        // Anyone may have submitted the early one. Until the standard one catches up, only early ones can follow it.
        url.searchParams.set('update', 'early')
        const early = await from(url)
        return isRollback(dateDocument(early), stored) ? standard : early
      }
      const tcbInfo = async (fmspc: Hex): Promise<CollateralDocument> => {
        const document = await getSigned('tcbInfo', 'tcbInfo', `tcb?fmspc=${fmspc.slice(2).toUpperCase()}`)
        const { subject } = dateDocument(document)
        if (subject.kind === 'tcbInfo' && subject.fmspc === fmspc.toLowerCase()) return document
        throw new UnreadableError(`tcbInfo: of another platform family than ${fmspc.slice(2)}`)
      }
      const qeIdentity = () => getSigned('qeIdentity', 'enclaveIdentity', 'qe/identity')
      return gatherDocuments([rootCrl(), pckCrl(), ...fmspcs.map(tcbInfo), qeIdentity()])
    },
  }
}

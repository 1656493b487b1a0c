import { bytesToHex, hexToBytes, keccak256 } from 'viem'
import {
  type CrlFields,
  type CrlMembers,
  distinguishedName,
  writeCertificate,
  writeCrl,
} from '../../../offchain/local/enclave/certificates.ts'
import { integer, sequence } from '../../../offchain/local/enclave/derWriter.ts'
import {
  CRL_SIGN,
  DIGITAL_SIGNATURE,
  extension,
  KEY_CERT_SIGN,
  keyUsage,
} from '../../../offchain/local/enclave/extensions.ts'
import {
  type DocumentSigner,
  isoDate,
  signDocument,
  simulatedQeIdentity,
  simulatedTcbInfo,
} from '../../../offchain/local/enclave/simulatedCollateral.ts'
import { simulatedKey } from '../../../offchain/local/enclave/simulatedKey.ts'
import {
  type Certified,
  certificateExtensions,
  PCK_AUTHORITY_SUBJECT,
  PCK_SUBJECT,
} from '../../../offchain/local/enclave/simulatedPki.ts'
import type { SimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import { TEST_ROOT_SUBJECT } from '../../../offchain/local/enclave/testRoot.ts'
import type { Collateral, SignedDocument } from '../../../offchain/protocol/tdx/collateral.ts'
import { authorityOf } from '../../../offchain/protocol/tdx/readCertificate.ts'
import { forgeChain } from './negativeCertificates.ts'
import { type NegativeSubmission, type Submission, type SubmissionCase, submissionsOf } from './negativeVector.ts'

const HOUR = 3_600
const DAY = 24 * HOUR

const rootCrlOf = (platform: SimulatedPlatform): Submission => ({ kind: 'rootCrl', collateral: platform.collateral() })

/** A PCK CRL with an authority certificate after the root's CRL was recorded. */
const pckCrl = (platform: SimulatedPlatform, changed: Partial<Collateral>): SubmissionCase => ({
  before: [rootCrlOf(platform)],
  submission: { kind: 'pckCrl', collateral: { ...platform.collateral(), ...changed } },
})

/** The default PCK CRL's fields and members, changed. */
const changedPckCrl = (
  { pki, now }: SimulatedPlatform,
  fields: Partial<CrlFields>,
  members: Partial<CrlMembers> = {},
  signer = pki.pckAuthority.key,
): Uint8Array => {
  const { key } = pki.pckAuthority
  const sound = {
    issuer: PCK_AUTHORITY_SUBJECT,
    thisUpdate: now - HOUR,
    nextUpdate: now + DAY,
    revoked: [7n],
    authorityKey: key,
  }
  return writeCrl({ ...sound, ...fields }, signer, members)
}

/** A PCK CRL by an authority whose certificate is the genuine one, changed. */
const underAuthority = (
  platform: SimulatedPlatform,
  fields: Partial<Certified['fields']>,
  issuerKey = platform.pki.root.key,
): SubmissionCase => {
  const { fields: sound } = platform.pki.pckAuthority
  return pckCrl(platform, {
    pckAuthorityCertificate: bytesToHex(writeCertificate({ ...sound, ...fields }, issuerKey)),
  })
}

/** The extensions of the authority's certificate with another usage or path length. */
const authorityExtensions = ({ pki }: SimulatedPlatform, usage: number, pathLength?: number): Uint8Array[] =>
  certificateExtensions({
    issuerKey: pki.root.key,
    key: pki.pckAuthority.key,
    crlUrl: 'https://intel.invalid/crl',
    usage,
    pathLength,
  })

const AUTHORITY_USAGE = KEY_CERT_SIGN | CRL_SIGN

const tcbInfoJson = (platform: SimulatedPlatform, changed: object = {}): string =>
  JSON.stringify({ ...simulatedTcbInfo(platform.now, platform.sgx), ...changed })

/** A TCB info, after both CRLs were recorded. */
const tcbInfo = (platform: SimulatedPlatform, document: SignedDocument): SubmissionCase => ({
  before: submissionsOf(platform.collateral()).filter(({ kind }) => kind === 'rootCrl' || kind === 'pckCrl'),
  submission: { kind: 'tcbInfo', collateral: { ...platform.collateral(), tcbInfo: document } },
})

/** A sound TCB info, signed by somebody else. */
const signedBy = (platform: SimulatedPlatform, signer: DocumentSigner): SubmissionCase =>
  tcbInfo(platform, signDocument(tcbInfoJson(platform), signer))

/** A TCB signing certificate with other fields, for its own key. */
const signerWith = ({ pki }: SimulatedPlatform, fields: Partial<Certified['fields']>): DocumentSigner => ({
  key: pki.tcbSigner.key,
  certificate: writeCertificate({ ...pki.tcbSigner.fields, ...fields }, pki.root.key),
})

/** An older document after the default one. */
const afterDefault = (
  platform: SimulatedPlatform,
  kind: Submission['kind'],
  collateral: Collateral,
): SubmissionCase => ({
  before: submissionsOf(platform.collateral()),
  submission: { kind, collateral },
})

const flipSignature = ({ json, signature, signerCertificate }: SignedDocument): SignedDocument => {
  const s = hexToBytes(signature.s).map((byte, at) => (at === 31 ? byte ^ 1 : byte))
  return { json, signature: { ...signature, s: bytesToHex(s) }, signerCertificate }
}

const rootId = ({ rootKey }: SimulatedPlatform) => authorityOf(rootKey)

const negativeCrls: readonly NegativeSubmission[] = [
  {
    name: 'the published upstream certificate-chain bypass (forged intermediate with right names), as a CRL submission',
    call: 'submitPckCrl',
    error: 'CertificateSignatureInvalid',
    args: () => [],
    make: (platform) => {
      const { key, authority } = forgeChain(platform)
      return pckCrl(platform, {
        pckAuthorityCertificate: bytesToHex(authority),
        pckCrl: bytesToHex(changedPckCrl(platform, {}, {}, key)),
      })
    },
  },
  {
    name: 'a PCK certificate as authority',
    call: 'submitPckCrl',
    error: 'IssuerMismatch',
    args: ({ rootName }) => [keccak256(PCK_AUTHORITY_SUBJECT), rootName],
    make: (platform) => {
      const { key, certificate } = platform.pki.pck
      return pckCrl(platform, {
        pckAuthorityCertificate: bytesToHex(certificate),
        pckCrl: bytesToHex(changedPckCrl(platform, { issuer: PCK_SUBJECT }, {}, key)),
      })
    },
  },
  {
    name: 'a certificate of the root that is no authority',
    call: 'submitPckCrl',
    error: 'CertificateNotAuthority',
    args: () => [],
    make: (platform) => {
      const { key, certificate, fields } = platform.pki.tcbSigner
      return pckCrl(platform, {
        pckAuthorityCertificate: bytesToHex(certificate),
        pckCrl: bytesToHex(changedPckCrl(platform, { issuer: fields.subject }, {}, key)),
      })
    },
  },
  {
    name: 'the root as PCK certificate authority',
    call: 'submitPckCrl',
    error: 'CertificateNotAuthority',
    args: () => [],
    make: (platform) => {
      const { key, certificate } = platform.pki.root
      return pckCrl(platform, {
        pckAuthorityCertificate: bytesToHex(certificate),
        pckCrl: bytesToHex(changedPckCrl(platform, { issuer: TEST_ROOT_SUBJECT }, {}, key)),
      })
    },
  },
  {
    name: 'an authority that may have authorities under it',
    call: 'submitPckCrl',
    error: 'CertificateNotAuthority',
    args: () => [],
    make: (platform) => underAuthority(platform, { extensions: authorityExtensions(platform, AUTHORITY_USAGE, 1) }),
  },
  {
    name: 'an authority that may not sign certificates',
    call: 'submitPckCrl',
    error: 'CertificateNotAuthority',
    args: () => [],
    make: (platform) => underAuthority(platform, { extensions: authorityExtensions(platform, CRL_SIGN, 0) }),
  },
  {
    name: 'an authority that may not sign CRLs',
    call: 'submitPckCrl',
    error: 'CertificateNotAuthority',
    args: () => [],
    make: (platform) => underAuthority(platform, { extensions: authorityExtensions(platform, KEY_CERT_SIGN, 0) }),
  },
  {
    name: 'an authority of another root with the right names',
    call: 'submitPckCrl',
    error: 'CertificateSignatureInvalid',
    args: () => [],
    make: (platform) => underAuthority(platform, {}, simulatedKey('another root')),
  },
  {
    name: 'an expired authority',
    call: 'submitPckCrl',
    error: 'CertificateNotInForce',
    args: ({ now }) => [BigInt(now - 2 * DAY), BigInt(now - DAY), undefined],
    make: (platform) => underAuthority(platform, { notBefore: platform.now - 2 * DAY, notAfter: platform.now - DAY }),
  },
  {
    name: 'a revoked authority',
    call: 'submitPckCrl',
    error: 'CertificateRevokedBy',
    args: (platform) => [rootId(platform), platform.pki.pckAuthority.fields.serial],
    make: (platform) => {
      const collateral = platform.collateral({ rootCrl: { revoked: [platform.pki.pckAuthority.fields.serial] } })
      return { before: [{ kind: 'rootCrl', collateral }], submission: { kind: 'pckCrl', collateral } }
    },
  },
  {
    name: 'a PCK CRL before any of the root’s',
    call: 'submitPckCrl',
    error: 'CrlMissing',
    args: (platform) => [rootId(platform)],
    make: (platform) => ({ before: [], submission: { kind: 'pckCrl', collateral: platform.collateral() } }),
  },
  {
    name: 'a PCK CRL that another authority signed',
    call: 'submitPckCrl',
    error: 'CrlSignatureInvalid',
    args: ({ pckAuthority }) => [pckAuthority],
    make: (platform) =>
      pckCrl(platform, { pckCrl: bytesToHex(changedPckCrl(platform, {}, {}, platform.pki.root.key)) }),
  },
  {
    name: 'a PCK CRL in the name of another authority',
    call: 'submitPckCrl',
    error: 'IssuerMismatch',
    args: () => [keccak256(distinguishedName('Intel SGX PCK Processor CA')), keccak256(PCK_AUTHORITY_SUBJECT)],
    make: (platform) => {
      const issuer = distinguishedName('Intel SGX PCK Processor CA')
      return pckCrl(platform, { pckCrl: bytesToHex(changedPckCrl(platform, { issuer })) })
    },
  },
  {
    name: 'a PCK CRL as the root’s',
    call: 'submitRootCrl',
    error: 'IssuerMismatch',
    args: ({ rootName }) => [keccak256(PCK_AUTHORITY_SUBJECT), rootName],
    make: (platform) => {
      const collateral = platform.collateral()
      return { before: [], submission: { kind: 'rootCrl', collateral: { ...collateral, rootCrl: collateral.pckCrl } } }
    },
  },
  {
    name: 'a CRL in the root’s name that a PCK certificate authority signed',
    call: 'submitRootCrl',
    error: 'CrlSignatureInvalid',
    args: (platform) => [rootId(platform)],
    make: (platform) => {
      const rootCrl = bytesToHex(changedPckCrl(platform, { issuer: TEST_ROOT_SUBJECT }))
      return { before: [], submission: { kind: 'rootCrl', collateral: { ...platform.collateral(), rootCrl } } }
    },
  },
  {
    name: 'CRL rollback: an older root CRL',
    call: 'submitRootCrl',
    error: 'CrlNotNewer',
    args: (platform) => [rootId(platform), BigInt(platform.now - 2 * HOUR), BigInt(platform.now - HOUR)],
    make: (platform) =>
      afterDefault(platform, 'rootCrl', platform.collateral({ rootCrl: { thisUpdate: platform.now - 2 * HOUR } })),
  },
  {
    name: 'CRL rollback: an older PCK CRL',
    call: 'submitPckCrl',
    error: 'CrlNotNewer',
    args: ({ pckAuthority, now }) => [pckAuthority, BigInt(now - 2 * HOUR), BigInt(now - HOUR)],
    make: (platform) =>
      afterDefault(platform, 'pckCrl', platform.collateral({ pckCrl: { thisUpdate: platform.now - 2 * HOUR } })),
  },
  {
    name: 'the same PCK CRL again',
    call: 'submitPckCrl',
    error: 'CrlNotNewer',
    args: ({ pckAuthority, now }) => [pckAuthority, BigInt(now - HOUR), BigInt(now - HOUR)],
    make: (platform) => afterDefault(platform, 'pckCrl', platform.collateral()),
  },
  {
    name: 'a CRL that has run out',
    call: 'submitPckCrl',
    error: 'CrlNotInForce',
    args: ({ now }) => [BigInt(now - 2 * DAY), BigInt(now - DAY), undefined],
    make: (platform) => {
      const { now } = platform
      const crl = changedPckCrl(platform, { thisUpdate: now - 2 * DAY, nextUpdate: now - DAY })
      return pckCrl(platform, { pckCrl: bytesToHex(crl) })
    },
  },
  {
    name: 'a CRL of tomorrow',
    call: 'submitPckCrl',
    error: 'CrlNotInForce',
    args: ({ now }) => [BigInt(now + DAY), BigInt(now + 2 * DAY), undefined],
    make: (platform) => {
      const { now } = platform
      const crl = changedPckCrl(platform, { thisUpdate: now + DAY, nextUpdate: now + 2 * DAY })
      return pckCrl(platform, { pckCrl: bytesToHex(crl) })
    },
  },
  {
    name: 'a byte after a CRL',
    call: 'submitPckCrl',
    error: 'DerTrailingBytes',
    make: (platform) => pckCrl(platform, { pckCrl: bytesToHex(Uint8Array.of(...changedPckCrl(platform, {}), 0)) }),
  },
  {
    name: 'a delta CRL, which a critical extension marks',
    call: 'submitPckCrl',
    error: 'ExtensionUnknownButCritical',
    args: () => [0x0603551d1bn],
    make: (platform) => {
      const delta = extension('2.5.29.27', integer(1), { isCritical: true })
      const extensions = Uint8Array.of(0xa0, sequence(delta).length, ...sequence(delta))
      return pckCrl(platform, { pckCrl: bytesToHex(changedPckCrl(platform, {}, { extensions })) })
    },
  },
]

const negativeDocuments: readonly NegativeSubmission[] = [
  {
    name: 'a TCB info before the root’s CRL',
    call: 'submitTcbInfo',
    error: 'CrlMissing',
    args: (platform) => [rootId(platform)],
    make: (platform) => ({ before: [], submission: { kind: 'tcbInfo', collateral: platform.collateral() } }),
  },
  {
    name: 'a TCB info with a wrong signature',
    call: 'submitTcbInfo',
    error: 'CollateralSignatureInvalid',
    args: () => [],
    make: (platform) => tcbInfo(platform, flipSignature(platform.collateral().tcbInfo)),
  },
  {
    name: 'a TCB info changed by one digit after it was signed',
    call: 'submitTcbInfo',
    error: 'CollateralSignatureInvalid',
    args: () => [],
    make: (platform) => {
      const document = platform.collateral().tcbInfo
      return tcbInfo(platform, { ...document, json: document.json.replace('"pcesvn":11', '"pcesvn":10') })
    },
  },
  {
    name: 'a TCB info signed by a PCK certificate',
    call: 'submitTcbInfo',
    error: 'IssuerMismatch',
    args: ({ rootName }) => [keccak256(PCK_AUTHORITY_SUBJECT), rootName],
    make: (platform) => signedBy(platform, platform.pki.pck),
  },
  {
    name: 'a TCB info signed by the PCK certificate authority',
    call: 'submitTcbInfo',
    error: 'CertificateNotTcbSigner',
    args: () => [],
    make: (platform) => signedBy(platform, platform.pki.pckAuthority),
  },
  {
    name: 'a TCB info signed by the root',
    call: 'submitTcbInfo',
    error: 'CertificateNotTcbSigner',
    args: () => [],
    make: (platform) => signedBy(platform, platform.pki.root),
  },
  {
    name: 'a TCB info signed by another certificate of the root',
    call: 'submitTcbInfo',
    error: 'CertificateNotTcbSigner',
    args: () => [],
    make: (platform) =>
      signedBy(platform, signerWith(platform, { subject: distinguishedName('Intel SGX Other Signing') })),
  },
  {
    name: 'a TCB info signed by a certificate that may not sign',
    call: 'submitTcbInfo',
    error: 'CertificateNotTcbSigner',
    args: () => [],
    make: (platform) => {
      const extensions = platform.pki.tcbSigner.fields.extensions.toSpliced(3, 1, keyUsage(0xff & ~DIGITAL_SIGNATURE))
      return signedBy(platform, signerWith(platform, { extensions }))
    },
  },
  {
    name: 'a TCB info signed by a self-made signer with the right names',
    call: 'submitTcbInfo',
    error: 'CertificateSignatureInvalid',
    args: () => [],
    make: (platform) => {
      const key = simulatedKey('forged TCB Signing')
      return signedBy(platform, { key, certificate: writeCertificate({ ...platform.pki.tcbSigner.fields, key }, key) })
    },
  },
  {
    name: 'a TCB info signed by an expired signer',
    call: 'submitTcbInfo',
    error: 'CertificateNotInForce',
    args: ({ now }) => [BigInt(now - 2 * DAY), BigInt(now - DAY), undefined],
    make: (platform) =>
      signedBy(platform, signerWith(platform, { notBefore: platform.now - 2 * DAY, notAfter: platform.now - DAY })),
  },
  {
    name: 'a TCB info signed by a revoked signer',
    call: 'submitTcbInfo',
    error: 'CertificateRevokedBy',
    args: (platform) => [rootId(platform), platform.pki.tcbSigner.fields.serial],
    make: (platform) => {
      const collateral = platform.collateral({ rootCrl: { revoked: [platform.pki.tcbSigner.fields.serial] } })
      return { before: [{ kind: 'rootCrl', collateral }], submission: { kind: 'tcbInfo', collateral } }
    },
  },
  {
    name: 'TCB rollback: a TCB info of a lower evaluation number',
    call: 'submitTcbInfo',
    error: 'CollateralRolledBack',
    args: () => [16, 17],
    make: (platform) => {
      const { now } = platform
      const older = { tcbEvaluationDataNumber: 16, issueDate: isoDate(now - 60) }
      return afterDefault(platform, 'tcbInfo', platform.collateral({ tcbInfo: older }))
    },
  },
  {
    name: 'TCB rollback: a TCB info that was issued earlier',
    call: 'submitTcbInfo',
    error: 'CollateralNotNewer',
    args: ({ now }) => [BigInt(now - 2 * HOUR), BigInt(now - HOUR)],
    make: (platform) => {
      const collateral = platform.collateral({ tcbInfo: { issueDate: isoDate(platform.now - 2 * HOUR) } })
      return afterDefault(platform, 'tcbInfo', collateral)
    },
  },
  {
    name: 'the same TCB info again',
    call: 'submitTcbInfo',
    error: 'CollateralNotNewer',
    args: ({ now }) => [BigInt(now - HOUR), BigInt(now - HOUR)],
    make: (platform) => afterDefault(platform, 'tcbInfo', platform.collateral()),
  },
  {
    name: 'TCB rollback: a QE identity of a lower evaluation number',
    call: 'submitQeIdentity',
    error: 'CollateralRolledBack',
    args: () => [16, 17],
    make: (platform) => {
      const older = { tcbEvaluationDataNumber: 16, issueDate: isoDate(platform.now - 60) }
      return afterDefault(platform, 'qeIdentity', platform.collateral({ qeIdentity: older }))
    },
  },
  {
    name: 'TCB rollback: a QE identity that was issued earlier',
    call: 'submitQeIdentity',
    error: 'CollateralNotNewer',
    args: ({ now }) => [BigInt(now - 2 * HOUR), BigInt(now - HOUR)],
    make: (platform) => {
      const collateral = platform.collateral({ qeIdentity: { issueDate: isoDate(platform.now - 2 * HOUR) } })
      return afterDefault(platform, 'qeIdentity', collateral)
    },
  },
  {
    name: 'a TCB info that has run out',
    call: 'submitTcbInfo',
    error: 'CollateralNotInForce',
    args: ({ now }) => [BigInt(now - 2 * DAY), BigInt(now - DAY), undefined],
    make: (platform) => {
      const { now, pki } = platform
      const dates = { issueDate: isoDate(now - 2 * DAY), nextUpdate: isoDate(now - DAY) }
      return tcbInfo(platform, signDocument(tcbInfoJson(platform, dates), pki.tcbSigner))
    },
  },
  {
    name: 'a QE identity of tomorrow',
    call: 'submitQeIdentity',
    error: 'CollateralNotInForce',
    args: ({ now }) => [BigInt(now + DAY), BigInt(now + 2 * DAY), undefined],
    make: (platform) => {
      const { now } = platform
      const dates = { issueDate: isoDate(now + DAY), nextUpdate: isoDate(now + 2 * DAY) }
      const collateral = platform.collateral({ qeIdentity: dates })
      return { before: [rootCrlOf(platform)], submission: { kind: 'qeIdentity', collateral } }
    },
  },
  {
    name: 'a TCB info for SGX',
    call: 'submitTcbInfo',
    error: 'JsonUnexpected',
    args: () => [0n],
    make: (platform) => tcbInfo(platform, signDocument(tcbInfoJson(platform, { id: 'SGX' }), platform.pki.tcbSigner)),
  },
  {
    name: 'the identity of the SGX quoting enclave',
    call: 'submitQeIdentity',
    error: 'JsonUnexpected',
    args: () => [0n],
    make: (platform) => {
      const collateral = platform.collateral({ qeIdentity: { id: 'QE' } })
      return { before: [rootCrlOf(platform)], submission: { kind: 'qeIdentity', collateral } }
    },
  },
  {
    name: 'a TCB info with white space after it',
    call: 'submitTcbInfo',
    error: 'JsonUnexpected',
    args: (platform) => [BigInt(tcbInfoJson(platform).length)],
    make: (platform) => tcbInfo(platform, signDocument(`${tcbInfoJson(platform)} `, platform.pki.tcbSigner)),
  },
  {
    name: 'a TCB info whose keys stand in another order',
    call: 'submitTcbInfo',
    error: 'JsonUnexpected',
    make: (platform) => {
      const { id, version, issueDate, nextUpdate, ...rest } = simulatedTcbInfo(platform.now, platform.sgx)
      const json = JSON.stringify({ id, version, nextUpdate, issueDate, ...rest })
      return tcbInfo(platform, signDocument(json, platform.pki.tcbSigner))
    },
  },
  {
    name: 'a QE identity as TCB info',
    call: 'submitTcbInfo',
    error: 'JsonUnexpected',
    args: () => [0n],
    make: (platform) => {
      const json = JSON.stringify(simulatedQeIdentity(platform.now))
      return tcbInfo(platform, signDocument(json, platform.pki.tcbSigner))
    },
  },
]

/** CRLs and signed documents that the stores must refuse. */
export const negativeSubmissions: readonly NegativeSubmission[] = [...negativeCrls, ...negativeDocuments]

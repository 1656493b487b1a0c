import { bytesToHex, type Hex, stringToBytes } from 'viem'
import type { Collateral, SignedDocument } from '../../protocol/tdx/collateral.ts'
import type { TcbStatus } from '../../protocol/tdx/tcbStatus.ts'
import { type CrlFields, writeCrl } from './certificates.ts'
import { type SimulatedKey, toP256Signature } from './simulatedKey.ts'
import { PCK_AUTHORITY_SUBJECT, type SimulatedPki } from './simulatedPki.ts'
import { TEST_ROOT_SUBJECT } from './testRoot.ts'

const HOUR = 3_600
const DAY = 24 * HOUR

/** What Intel may call a platform: `Unrecognized` is ours. */
export type TcbStatusName = Exclude<TcbStatus, 'Unrecognized'>

export type TcbComponent = { svn: number; category?: string; type?: string }

type Verdict = { tcbDate: string; tcbStatus: TcbStatusName; advisoryIDs?: readonly string[] }

export type SvnLevel = { tcb: { isvsvn: number } } & Verdict

export type TcbLevel = {
  tcb: { sgxtcbcomponents: readonly TcbComponent[]; pcesvn: number; tdxtcbcomponents: readonly TcbComponent[] }
} & Verdict

type ModuleIdentity = { mrsigner: string; attributes: string; attributesMask: string }

// The keys of the next two types stand in Intel's order, and so do those of the objects below: the contracts read the
// signed bytes by that order.

/** Intel's TCB info for TDX, version 3. Dates are ISO 8601; hexadecimal digits are upper-case and without prefix. */
export type TcbInfo = {
  id: string
  version: number
  issueDate: string
  nextUpdate: string
  fmspc: string
  pceId: string
  tcbType: number
  tcbEvaluationDataNumber: number
  tdxModule: ModuleIdentity
  tdxModuleIdentities: readonly ({ id: string } & ModuleIdentity & { tcbLevels: readonly SvnLevel[] })[]
  tcbLevels: readonly TcbLevel[]
}

/** Intel's identity of the TD quoting enclave, version 2. */
export type QeIdentity = {
  id: string
  version: number
  issueDate: string
  nextUpdate: string
  tcbEvaluationDataNumber: number
  miscselect: string
  miscselectMask: string
  attributes: string
  attributesMask: string
  mrsigner: string
  isvprodid: number
  tcbLevels: readonly SvnLevel[]
}

/** `2027-01-15T08:00:00Z` */
export const isoDate = (at: number): string => `${new Date(at * 1_000).toISOString().slice(0, 19)}Z`

const SGX_COMPONENT_NAMES = [
  { category: 'BIOS', type: 'Early Microcode Update' },
  { category: 'OS/VMM', type: 'SGX Late Microcode Update' },
  { category: 'OS/VMM', type: 'TXT SINIT' },
  { category: 'BIOS' },
  { category: 'BIOS' },
  { category: 'BIOS' },
  {},
  { category: 'OS/VMM', type: 'SEAMLDR ACM' },
]

const TDX_COMPONENT_NAMES = [
  { category: 'OS/VMM', type: 'TDX Module' },
  { category: 'OS/VMM', type: 'TDX Module' },
  { category: 'OS/VMM', type: 'TDX Late Microcode Update' },
]

/** The 16 SVNs of a level, with the first ones named as Intel names them. */
const components = (svns: readonly number[], names: readonly Omit<TcbComponent, 'svn'>[]): TcbComponent[] =>
  Array.from({ length: 16 }, (_, index) => ({ svn: svns[index] ?? 0, ...names[index] }))

/** A level of a TCB info. Missing SVNs are zero. */
export const tcbLevel = (level: {
  sgx: readonly number[]
  pceSvn: number
  tdx: readonly number[]
  status: TcbStatusName
  advisories?: readonly string[]
}): TcbLevel => ({
  tcb: {
    sgxtcbcomponents: components(level.sgx, SGX_COMPONENT_NAMES),
    pcesvn: level.pceSvn,
    tdxtcbcomponents: components(level.tdx, TDX_COMPONENT_NAMES),
  },
  tcbDate: '2024-03-13T00:00:00Z',
  tcbStatus: level.status,
  ...(level.advisories ? { advisoryIDs: level.advisories } : {}),
})

export const svnLevel = (isvsvn: number, tcbStatus: TcbStatusName): SvnLevel => ({
  tcb: { isvsvn },
  tcbDate: '2024-03-13T00:00:00Z',
  tcbStatus,
})

/** MRSIGNERSEAM of Intel's TDX modules is zero. */
const MODULE_IDENTITY: ModuleIdentity = {
  mrsigner: '0'.repeat(96),
  attributes: '0'.repeat(16),
  attributesMask: 'F'.repeat(16),
}

export const EVALUATION_NUMBER = 17

/** SVNs of the level that is up to date; see the vectors' real TCB infos. */
export const SGX_SVNS = [2, 2, 2, 2, 3, 1, 0, 5]
export const TDX_SVNS = [5, 0, 2]
export const PCE_SVN = 11

const OUT_OF_DATE_PCE_SVN = 5

/** A TCB info in force at `now`, Unix seconds: one level up to date, one out of date. */
export const simulatedTcbInfo = (now: number, platform: { fmspc: Hex; pceId: Hex }): TcbInfo => ({
  id: 'TDX',
  version: 3,
  issueDate: isoDate(now - HOUR),
  nextUpdate: isoDate(now - HOUR + 30 * DAY),
  fmspc: platform.fmspc.slice(2).toUpperCase(),
  pceId: platform.pceId.slice(2).toUpperCase(),
  tcbType: 0,
  tcbEvaluationDataNumber: EVALUATION_NUMBER,
  tdxModule: MODULE_IDENTITY,
  tdxModuleIdentities: [
    { id: 'TDX_03', ...MODULE_IDENTITY, tcbLevels: [svnLevel(3, 'UpToDate')] },
    { id: 'TDX_01', ...MODULE_IDENTITY, tcbLevels: [svnLevel(4, 'UpToDate'), svnLevel(2, 'OutOfDate')] },
  ],
  tcbLevels: [
    tcbLevel({ sgx: SGX_SVNS, pceSvn: PCE_SVN, tdx: TDX_SVNS, status: 'UpToDate' }),
    tcbLevel({
      sgx: SGX_SVNS,
      pceSvn: OUT_OF_DATE_PCE_SVN,
      tdx: TDX_SVNS,
      status: 'OutOfDate',
      advisories: ['INTEL-SA-00106', 'INTEL-SA-00837'],
    }),
  ],
})

/** MRSIGNER of Intel's quoting enclaves. */
export const QE_MRSIGNER = '0xdc9e2a7c6f948f17474e34a7fc43ed030f7c1563f1babddf6340c82e0e54a8c5'

/** An identity of the quoting enclave in force at `now`, Unix seconds. */
export const simulatedQeIdentity = (now: number): QeIdentity => ({
  id: 'TD_QE',
  version: 2,
  issueDate: isoDate(now - HOUR),
  nextUpdate: isoDate(now - HOUR + 30 * DAY),
  tcbEvaluationDataNumber: EVALUATION_NUMBER,
  miscselect: '00000000',
  miscselectMask: 'FFFFFFFF',
  attributes: '11000000000000000000000000000000',
  attributesMask: 'FBFFFFFFFFFFFFFF0000000000000000',
  mrsigner: QE_MRSIGNER.slice(2).toUpperCase(),
  isvprodid: 2,
  tcbLevels: [svnLevel(4, 'UpToDate')],
})

/** What signs a JSON document: a key, and the certificate (DER) that is shown for it. */
export type DocumentSigner = { key: SimulatedKey; certificate: Uint8Array }

/** Signs a JSON text byte for byte. */
export const signDocument = (json: string, signer: DocumentSigner): SignedDocument => ({
  json,
  signature: toP256Signature(signer.key.sign(stringToBytes(json))),
  signerCertificate: bytesToHex(signer.certificate),
})

export type CollateralOptions = {
  rootCrl?: Partial<CrlFields>
  pckCrl?: Partial<CrlFields>
  /** Who signs the PCK CRL, and with what certificate. */
  pckAuthority?: DocumentSigner
  tcbSigner?: DocumentSigner
  tcbInfo?: Partial<TcbInfo>
  qeIdentity?: Partial<QeIdentity>
}

/** Collateral in force at `now`, Unix seconds, for the machines of `platform`'s family. */
export const simulatedCollateral = (
  { now, pki, platform }: { now: number; pki: SimulatedPki; platform: { fmspc: Hex; pceId: Hex } },
  options: CollateralOptions = {},
): Collateral => {
  const pckAuthority = options.pckAuthority ?? pki.pckAuthority
  const tcbSigner = options.tcbSigner ?? pki.tcbSigner
  const rootCrl = {
    issuer: TEST_ROOT_SUBJECT,
    thisUpdate: now - HOUR,
    nextUpdate: now - HOUR + 379 * DAY,
    revoked: [],
    authorityKey: pki.root.key,
    ...options.rootCrl,
  }
  const pckCrl = {
    issuer: PCK_AUTHORITY_SUBJECT,
    thisUpdate: now - HOUR,
    nextUpdate: now - HOUR + 30 * DAY,
    // Somebody else's machine.
    revoked: [0x6fc34e5023e728923435d61aa4b83c618166ad35n],
    authorityKey: pckAuthority.key,
    ...options.pckCrl,
  }
  return {
    rootCrl: bytesToHex(writeCrl(rootCrl, pki.root.key)),
    pckCrl: bytesToHex(writeCrl(pckCrl, pckAuthority.key)),
    pckAuthorityCertificate: bytesToHex(pckAuthority.certificate),
    tcbInfo: signDocument(JSON.stringify({ ...simulatedTcbInfo(now, platform), ...options.tcbInfo }), tcbSigner),
    qeIdentity: signDocument(JSON.stringify({ ...simulatedQeIdentity(now), ...options.qeIdentity }), tcbSigner),
  }
}

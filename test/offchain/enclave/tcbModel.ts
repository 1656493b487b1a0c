import type {
  QeIdentity,
  SvnLevel,
  TcbInfo,
  TcbStatusName,
} from '../../../offchain/local/enclave/simulatedCollateral.ts'
import { TCB_STATUSES } from '../../../offchain/protocol/tdx/tcbStatus.ts'

// Intel's TCB algorithm once more, as plainly as possible: the third opinion where the other two differ.

/** SVNs of a platform and of what runs on it, as numbers. */
export type ReportedTcb = {
  sgx: readonly number[]
  pceSvn: number
  /** TEE_TCB_SVN, 16 numbers: SVN and version of the module, then the SEAM loader's. */
  tee: readonly number[]
  qeSvn: number
}

const covers = (reported: readonly number[], wanted: readonly { svn: number }[], from = 0): boolean =>
  wanted.every(({ svn }, at) => at < from || (reported[at] ?? 0) >= svn)

const statusAt = (levels: readonly SvnLevel[], svn: number): TcbStatusName | undefined =>
  levels.find(({ tcb }) => svn >= tcb.isvsvn)?.tcbStatus

/** A part that is out of date makes the whole out of date; one that is up to date changes nothing. */
const converge = (whole: TcbStatusName, part: TcbStatusName): TcbStatusName => {
  if (part !== 'OutOfDate') return whole
  if (whole === 'UpToDate' || whole === 'SWHardeningNeeded') return 'OutOfDate'
  return whole === 'OutOfDate' ? whole : 'OutOfDateConfigurationNeeded'
}

const platformLevel = ({ sgx, pceSvn, tee }: ReportedTcb, tcbInfo: TcbInfo, from: number): TcbStatusName | undefined =>
  tcbInfo.tcbLevels.find(
    ({ tcb }) => pceSvn >= tcb.pcesvn && covers(sgx, tcb.sgxtcbcomponents) && covers(tee, tcb.tdxtcbcomponents, from),
  )?.tcbStatus

/** The status that Intel's algorithm gives; none where it refuses. */
export const judgeTcb = (
  reported: ReportedTcb,
  tcbInfo: TcbInfo,
  qeIdentity: QeIdentity,
): TcbStatusName | undefined => {
  const [moduleSvn = 0, moduleVersion = 0] = reported.tee
  // A module of version 1 and later is judged by its identity, not by the first two components.
  const platform = platformLevel(reported, tcbInfo, moduleVersion === 0 ? 0 : 2)
  const identity = tcbInfo.tdxModuleIdentities.find(({ id }) => id === `TDX_0${moduleVersion}`)
  const tdxModule = moduleVersion === 0 ? 'UpToDate' : identity && statusAt(identity.tcbLevels, moduleSvn)
  const quotingEnclave = statusAt(qeIdentity.tcbLevels, reported.qeSvn)
  if (!platform || !tdxModule || !quotingEnclave) return undefined
  if ([platform, tdxModule, quotingEnclave].includes('Revoked')) return undefined
  return converge(converge(platform, tdxModule), quotingEnclave)
}

/** The status that `@phala/dcap-qvl` gives: without module identities, and the worse name of platform and quoting enclave. */
export const judgeTcbAsOracle = (
  reported: ReportedTcb,
  tcbInfo: TcbInfo,
  qeIdentity: QeIdentity,
): TcbStatusName | undefined => {
  const platform = platformLevel(reported, tcbInfo, 0)
  const quotingEnclave = statusAt(qeIdentity.tcbLevels, reported.qeSvn)
  const worst = worseOf(platform, quotingEnclave)
  return worst === 'Revoked' ? undefined : worst
}

/** The worse one of two verdicts; none if either refuses. */
export const worseOf = (
  one: TcbStatusName | undefined,
  other: TcbStatusName | undefined,
): TcbStatusName | undefined => {
  if (!one || !other) return undefined
  return TCB_STATUSES.indexOf(one) >= TCB_STATUSES.indexOf(other) ? one : other
}

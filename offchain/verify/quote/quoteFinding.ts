import type { Hex } from 'viem'
import type { TdReport } from '../../protocol/tdx/parseQuote.ts'
import type { TcbLevel } from '../../protocol/tdx/readTcbInfo.ts'
import type { TcbStatus } from '../../protocol/tdx/tcbStatus.ts'
import type { GasUsed, Refusal } from './openJudge.ts'

/** Unix seconds. */
export type Period = { from: number; until: number }

/** Everything that a stranger gets to know; the answer of `verify quote --json`, whose keys are always all there. */
export type QuoteFinding = {
  verdict: TcbStatus | 'Refused'
  accepted: boolean
  /** Unix seconds. */
  checkedAt: number
  /** Unix seconds: how long the same answer holds at most. Null if refused. */
  validUntil: number | null
  /** `nameHash`: the hash of the certificate's subject, by which the contracts pin it. */
  root: { isIntel: boolean; name: string; nameHash: Hex; key: Hex }
  /** What our contracts refused, in their words and in plain ones. Null if accepted. */
  refusal: { of: Refusal['of']; error: string; args: readonly string[]; explanation: string } | null
  quote: { version: number; reportVersion: string; length: number; paddingLength: number }
  /** Of the TCB info; the platform's own if accepted. */
  fmspc: Hex
  /** PPID of the machine. Null if refused. */
  platform: Hex | null
  /** What Intel's verdict was made of. Null if refused. */
  levels: {
    platform: TcbLevel & { index: number; count: number }
    modules: readonly TcbLevel[]
    quotingEnclave: TcbLevel
  } | null
  /** The lower one of TCB info and QE identity. Null if refused. */
  evaluationNumber: number | null
  advisoryIds: readonly string[]
  periods: {
    pckCertificate: Period
    pckAuthority: Period
    rootCrl: Period
    pckCrl: Period
    tcbInfo: Period
    qeIdentity: Period
  }
  /** Verified if accepted, otherwise no more than a claim. */
  report: Omit<TdReport, 'teeTcbSvn2' | 'mrServiceTd'> & { teeTcbSvn2: Hex | null; mrServiceTd: Hex | null }
  measured: Hex
  secondOpinion: {
    library: string
    verdict: string
    reason: string | null
    advisoryIds: readonly string[]
    agrees: boolean
    explanation: string | null
  }
  /** Gas of each transaction that recorded a document, null for those that were not sent. */
  gasUsed: GasUsed
}

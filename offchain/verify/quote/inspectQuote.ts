import { X509Certificate } from 'node:crypto'
import { concatHex, type Hex, hexToBytes } from 'viem'
import type { Collateral } from '../../protocol/tdx/collateral.ts'
import { INTEL_ROOT } from '../../protocol/tdx/intelRoot.ts'
import { listAdvisories, listLevels, moduleVersionOf } from '../../protocol/tdx/listLevels.ts'
import type { ParsedQuote } from '../../protocol/tdx/parseQuote.ts'
import { readCertificate } from '../../protocol/tdx/readCertificate.ts'
import { readCrl } from '../../protocol/tdx/readCrl.ts'
import { type DocumentFacts, readQeIdentity, readTcbInfo } from '../../protocol/tdx/readTcbInfo.ts'
import type { TdxClaims } from '../../protocol/tdx/tdxClaims.ts'
import type { TrustedRoot } from '../../protocol/tdx/trustedRoot.ts'
import { askDcapQvl } from './askDcapQvl.ts'
import { explainDisagreement } from './explainDisagreement.ts'
import { explainRefusal } from './explainRefusal.ts'
import type { Judge, Judgement } from './openJudge.ts'
import type { Period, QuoteFinding } from './quoteFinding.ts'

export type Evidence = {
  /** Raw. */
  bytes: Uint8Array
  quote: ParsedQuote
  collateral: Collateral
}

export type InspectQuoteParameters = Evidence & {
  judge: Judge
  root: TrustedRoot
  /** DER; Intel's own if undefined. */
  rootCertificate: Uint8Array | undefined
  /** Unix seconds. */
  at: number
}

const LIBRARY = '@phala/dcap-qvl'

const certificatePeriod = (der: Hex, name: string): Period => {
  const { notBefore, notAfter } = readCertificate(hexToBytes(der), name)
  return { from: notBefore, until: notAfter }
}

const crlPeriod = (crl: Hex, name: string): Period => {
  const { thisUpdate, nextUpdate } = readCrl(hexToBytes(crl), name)
  return { from: thisUpdate, until: nextUpdate }
}

const documentPeriod = ({ issuedAt, nextUpdate }: DocumentFacts): Period => ({ from: issuedAt, until: nextUpdate })

/** What can be read without asking anybody; throws if the collateral is no collateral. */
export const readEvidence = ({ quote, collateral }: Evidence) => {
  const tcbInfo = readTcbInfo(collateral.tcbInfo.json)
  const qeIdentity = readQeIdentity(collateral.qeIdentity.json)
  const periods = {
    pckCertificate: certificatePeriod(quote.quote.pckCertificate, 'PCK certificate of the quote'),
    pckAuthority: certificatePeriod(collateral.pckAuthorityCertificate, 'collateral: PCK certificate authority'),
    rootCrl: crlPeriod(collateral.rootCrl, 'collateral: root_ca_crl'),
    pckCrl: crlPeriod(collateral.pckCrl, 'collateral: pck_crl'),
    tcbInfo: documentPeriod(tcbInfo),
    qeIdentity: documentPeriod(qeIdentity),
  }
  return { tcbInfo, qeIdentity, periods }
}

/** The subject of a root's certificate for people. */
const nameRoot = (der: Uint8Array | undefined): string => {
  if (!der) return 'Intel SGX Root CA'
  try {
    return new X509Certificate(der).subject.replaceAll('\n', ', ')
  } catch {
    return 'a name that OpenSSL cannot read'
  }
}

type Reading = ReturnType<typeof readEvidence>

const describeLevels = ({ tcbInfo, qeIdentity }: Reading, { quote, report }: ParsedQuote, { tcbLevel }: TdxClaims) => {
  const teeTcbSvns = report.teeTcbSvn2 === undefined ? [report.teeTcbSvn] : [report.teeTcbSvn, report.teeTcbSvn2]
  const matched = listLevels({ tcbInfo, qeIdentity, level: tcbLevel, teeTcbSvns, qeReport: quote.qeReport })
  if (!matched) return { levels: null, advisoryIds: [] }
  const platform = { ...matched.platform, index: tcbLevel, count: tcbInfo.levels.length }
  return { levels: { ...matched, platform }, advisoryIds: listAdvisories(matched) }
}

const describeSecondOpinion = (
  judgement: Judgement,
  { bytes, quote, collateral, rootCertificate, at }: InspectQuoteParameters,
): QuoteFinding['secondOpinion'] => {
  const opinion = askDcapQvl({ quote: bytes, collateral, root: rootCertificate, at })
  const { agrees, explanation = null } = explainDisagreement(
    judgement,
    opinion,
    moduleVersionOf(quote.report.teeTcbSvn),
  )
  return 'reason' in opinion
    ? { library: LIBRARY, verdict: 'Refused', reason: opinion.reason, advisoryIds: [], agrees, explanation }
    : { library: LIBRARY, verdict: opinion.status, reason: null, advisoryIds: opinion.advisoryIds, agrees, explanation }
}

/** Everything there is to say about a quote. Our contracts decide; all else is description. */
export const inspectQuote = async (parameters: InspectQuoteParameters): Promise<QuoteFinding> => {
  const { judge, root, rootCertificate, quote, collateral, at } = parameters
  const reading = readEvidence(parameters)
  const { gasUsed, refusal } = await judge.record(collateral)
  const judgement: Judgement = refusal ? { refusal } : await judge.judge(quote.quote)
  const claims = 'claims' in judgement ? judgement.claims : undefined
  const { version, reportVersion, length, paddingLength, report, measured } = quote
  return {
    verdict: claims?.tcbStatus ?? 'Refused',
    accepted: claims !== undefined,
    checkedAt: at,
    validUntil: claims?.validUntil ?? null,
    root: {
      isIntel: root.name === INTEL_ROOT.name && root.key.x === INTEL_ROOT.key.x && root.key.y === INTEL_ROOT.key.y,
      name: nameRoot(rootCertificate),
      nameHash: root.name,
      key: concatHex([root.key.x, root.key.y]),
    },
    refusal:
      'refusal' in judgement
        ? {
            of: judgement.refusal.of,
            error: judgement.refusal.error,
            args: judgement.refusal.args.map(String),
            explanation: explainRefusal(judgement.refusal),
          }
        : null,
    quote: { version, reportVersion, length, paddingLength },
    fmspc: `0x${reading.tcbInfo.fmspc}`,
    platform: claims?.platform ?? null,
    ...(claims ? describeLevels(reading, quote, claims) : { levels: null, advisoryIds: [] }),
    evaluationNumber: claims?.tcbEvaluationNumber ?? null,
    periods: reading.periods,
    report: { ...report, teeTcbSvn2: report.teeTcbSvn2 ?? null, mrServiceTd: report.mrServiceTd ?? null },
    measured,
    secondOpinion: describeSecondOpinion(judgement, parameters),
    gasUsed,
  }
}

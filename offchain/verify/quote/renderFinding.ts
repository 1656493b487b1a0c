import type { Hex } from 'viem'
import type { TcbLevel } from '../../protocol/tdx/readTcbInfo.ts'
import type { TcbStatus } from '../../protocol/tdx/tcbStatus.ts'
import { renderTime } from '../../rendering/renderTime.ts'
import { describeTdAttributes } from './describeTdAttributes.ts'
import type { Refusal } from './openJudge.ts'
import type { Period, QuoteFinding } from './quoteFinding.ts'

const LABEL_WIDTH = 17

/** Intel's verdicts for people. Those that the contracts never return are not here. */
const MEANING: Partial<Record<TcbStatus, string>> = {
  UpToDate: 'genuine, and the platform is up to date',
  SWHardeningNeeded: 'genuine, and the platform is up to date, but the software inside must protect itself',
  ConfigurationAndSWHardeningNeeded:
    'genuine, but the platform needs another configuration, and the software inside must protect itself',
  ConfigurationNeeded: 'genuine, but the platform needs another configuration',
  OutOfDate: 'genuine, but the platform is out of date: it has known weaknesses',
  OutOfDateConfigurationNeeded:
    'genuine, but the platform is out of date and needs another configuration: it has known weaknesses',
}

const NAMES: Record<Refusal['of'], string> = {
  rootCrl: 'root CRL',
  pckCrl: 'PCK CRL',
  tcbInfo: 'TCB info',
  qeIdentity: 'QE identity',
  quote: 'quote',
}

const section = (label: string, lines: readonly string[]): string[] =>
  lines.map((line, index) => `${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`)

const line = (label: string, text: string): string => `${label.padEnd(LABEL_WIDTH)}${text}`

const renderHex = (value: Hex): string => (/^0x0*$/.test(value) ? 'zero' : value.slice(2))

const renderPeriod = ({ from, until }: Period, at: number): string =>
  `${renderTime(from)} to ${renderTime(until)}${until < at ? ' (lapsed)' : ''}`

const renderLevel = (name: string, { status, date }: TcbLevel): string => `${name}: ${status} (${date.slice(0, 10)})`

const renderVerdict = ({ verdict, refusal }: QuoteFinding): string[] => {
  if (!refusal) return [`${verdict}: ${MEANING[verdict as TcbStatus] ?? ''}`]
  const { of, error, args, explanation } = refusal
  return [`Refused: ${explanation}`, `${NAMES[of]}: ${error}(${args.join(', ')})`]
}

const renderLevels = ({ levels, evaluationNumber }: QuoteFinding): string[] => {
  if (!levels) return []
  const { platform, modules, quotingEnclave } = levels
  return section('TCB', [
    renderLevel(`platform, level ${platform.index + 1} of ${platform.count}`, platform),
    ...modules.map((level) => renderLevel('TDX module', level)),
    renderLevel('quoting enclave', quotingEnclave),
    `evaluation data number ${evaluationNumber}`,
  ])
}

/** As many in a line as are about as long as a measurement. */
const ADVISORIES_PER_LINE = 6

const renderAdvisories = (ids: readonly string[]): string[] => {
  const lines: string[] = []
  for (let at = 0; at < ids.length; at += ADVISORIES_PER_LINE) {
    lines.push(ids.slice(at, at + ADVISORIES_PER_LINE).join(', '))
  }
  return lines.length === 0 ? ['none'] : lines
}

const renderOpinion = ({ library, verdict, reason, agrees, explanation }: QuoteFinding['secondOpinion']): string[] => {
  const said = reason === null ? verdict : `${verdict} (${reason})`
  if (agrees) return [`${library} agrees: ${said}`]
  return [`${library} DISAGREES: ${said}`, explanation ?? 'Nobody has explained this yet: please report it']
}

/** The finding for people. */
export const renderFinding = (finding: QuoteFinding): string => {
  const { accepted, checkedAt, validUntil, root, quote, fmspc, platform, advisoryIds, periods, report } = finding
  const padding = quote.paddingLength === 0 ? '' : ` and ${quote.paddingLength} zero bytes after its end`
  const optional = (label: string, value: Hex | null) => (value === null ? [] : [line(label, renderHex(value))])
  return [
    ...renderVerdict(finding),
    '',
    line('checked at', renderTime(checkedAt)),
    ...(validUntil === null ? [] : [line('valid until', renderTime(validUntil))]),
    line('root', root.isIntel ? 'Intel SGX Root CA' : `TEST ROOT, NOT INTEL'S: this proves nothing (${root.name})`),
    line('quote', `version ${quote.version}, TDX ${quote.reportVersion} report, ${quote.length} bytes${padding}`),
    line('platform', `${platform === null ? '' : `PPID ${platform.slice(2)}, `}collateral for FMSPC ${fmspc.slice(2)}`),
    ...renderLevels(finding),
    ...(accepted ? section('advisories', renderAdvisories(advisoryIds)) : []),
    '',
    line('PCK certificate', renderPeriod(periods.pckCertificate, checkedAt)),
    line('PCK authority', renderPeriod(periods.pckAuthority, checkedAt)),
    line('PCK CRL', renderPeriod(periods.pckCrl, checkedAt)),
    line('root CRL', renderPeriod(periods.rootCrl, checkedAt)),
    line('TCB info', renderPeriod(periods.tcbInfo, checkedAt)),
    line('QE identity', renderPeriod(periods.qeIdentity, checkedAt)),
    ...(Object.values(periods).some(({ until }) => until < checkedAt) ? ['judge an earlier time with --at'] : []),
    '',
    accepted ? 'What runs there' : 'What the quote claims (not verified)',
    line('TD attributes', `${renderHex(report.tdAttributes)} (${describeTdAttributes(report.tdAttributes)})`),
    line('XFAM', renderHex(report.xfam)),
    line('MRTD', renderHex(report.mrtd)),
    line('MRCONFIGID', renderHex(report.mrConfigId)),
    line('MROWNER', renderHex(report.mrOwner)),
    line('MROWNERCONFIG', renderHex(report.mrOwnerConfig)),
    line('RTMR0', renderHex(report.rtmr0)),
    line('RTMR1', renderHex(report.rtmr1)),
    line('RTMR2', renderHex(report.rtmr2)),
    line('RTMR3', renderHex(report.rtmr3)),
    ...section('report data', [
      renderHex(`0x${report.reportData.slice(2, 66)}`),
      renderHex(`0x${report.reportData.slice(66)}`),
    ]),
    line('MRSEAM', renderHex(report.mrSeam)),
    line('MRSIGNERSEAM', renderHex(report.mrSignerSeam)),
    line('SEAM attributes', renderHex(report.seamAttributes)),
    line('TEE TCB SVN', renderHex(report.teeTcbSvn)),
    ...optional('TEE TCB SVN 2', report.teeTcbSvn2),
    ...optional('MRSERVICETD', report.mrServiceTd),
    '',
    ...section('second opinion', renderOpinion(finding.secondOpinion)),
  ].join('\n')
}

import type { Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import type { QuoteFinding } from './quoteFinding.ts'
import { renderFinding } from './renderFinding.ts'

const zeros = (length: number): Hex => `0x${'00'.repeat(length)}`
const period = { from: 1_750_000_000, until: 1_760_000_000 }
const level = { status: 'OutOfDate', date: '2024-03-13T00:00:00Z', advisoryIds: [] } as const

const FINDING: QuoteFinding = {
  verdict: 'OutOfDate',
  accepted: true,
  checkedAt: 1_750_000_000,
  validUntil: 1_760_000_000,
  root: { isIntel: true, name: 'Intel SGX Root CA', nameHash: zeros(32), key: zeros(64) },
  refusal: null,
  quote: { version: 5, reportVersion: '1.5', length: 5006, paddingLength: 0 },
  fmspc: '0xb0c06f000000',
  platform: `0x${'ab'.repeat(16)}`,
  levels: { platform: { ...level, index: 1, count: 3 }, modules: [level], quotingEnclave: level },
  evaluationNumber: 17,
  advisoryIds: Array.from({ length: 8 }, (_, index) => `INTEL-SA-0010${index}`),
  periods: {
    pckCertificate: period,
    pckAuthority: period,
    rootCrl: period,
    pckCrl: period,
    tcbInfo: period,
    qeIdentity: period,
  },
  report: {
    teeTcbSvn: zeros(16),
    mrSeam: zeros(48),
    mrSignerSeam: zeros(48),
    seamAttributes: zeros(8),
    tdAttributes: '0x0000001000000000',
    xfam: zeros(8),
    mrtd: `0x${'91'.repeat(48)}`,
    mrConfigId: zeros(48),
    mrOwner: zeros(48),
    mrOwnerConfig: zeros(48),
    rtmr0: zeros(48),
    rtmr1: zeros(48),
    rtmr2: zeros(48),
    rtmr3: zeros(48),
    reportData: `0x${'11'.repeat(32)}${'22'.repeat(32)}`,
    teeTcbSvn2: zeros(16),
    mrServiceTd: zeros(48),
  },
  measured: zeros(400),
  secondOpinion: {
    library: '@phala/dcap-qvl',
    verdict: 'OutOfDate',
    reason: null,
    advisoryIds: [],
    agrees: true,
    explanation: null,
  },
  gasUsed: { rootCrl: 1n, pckCrl: 1n, tcbInfo: 1n, qeIdentity: 1n },
}

const linesOf = (changes: Partial<QuoteFinding> = {}): string[] => renderFinding({ ...FINDING, ...changes }).split('\n')

describe('renderFinding', () => {
  it('begins with the verdict and what it means', () => {
    expect(linesOf()[0]).toBe('OutOfDate: genuine, but the platform is out of date: it has known weaknesses')
  })

  it('shows level, advisories in rows, and measurements in full', () => {
    const lines = linesOf()
    expect(lines).toContain('TCB              platform, level 2 of 3: OutOfDate (2024-03-13)')
    const at = lines.findIndex((line) => line.startsWith('advisories'))
    expect(lines[at]?.split(', ')).toHaveLength(6)
    expect(lines[at + 1]).toBe('                 INTEL-SA-00106, INTEL-SA-00107')
    expect(lines).toContain(`MRTD             ${'91'.repeat(48)}`)
    expect(lines).toContain('RTMR3            zero')
    expect(lines).toContain(`                 ${'22'.repeat(32)}`)
    expect(lines).toContain('MRSERVICETD      zero')
  })

  it('leaves out what a quote or a verdict does not have', () => {
    const report = { ...FINDING.report, teeTcbSvn2: null, mrServiceTd: null }
    const refusal = {
      of: 'tcbInfo',
      error: 'CollateralNotInForce',
      args: ['1', '2', '3'],
      explanation: 'too late',
    } as const
    const lines = linesOf({ verdict: 'Refused', accepted: false, validUntil: null, levels: null, report, refusal })
    expect(lines.slice(0, 2)).toEqual(['Refused: too late', 'TCB info: CollateralNotInForce(1, 2, 3)'])
    expect(lines.filter((line) => /^(valid until|TCB {2}|advisories|TEE TCB SVN 2|MRSERVICETD)/.test(line))).toEqual([])
    expect(lines).toContain('What the quote claims (not verified)')
  })

  it('asks to be told of a disagreement that nobody explained', () => {
    const secondOpinion = { ...FINDING.secondOpinion, verdict: 'Refused', reason: 'no idea', agrees: false }
    expect(linesOf({ secondOpinion }).slice(-2)).toEqual([
      'second opinion   @phala/dcap-qvl DISAGREES: Refused (no idea)',
      '                 Nobody has explained this yet: please report it',
    ])
  })
})

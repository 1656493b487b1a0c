import { describe, expect, it } from 'vitest'
import { crlStoreAbi, tcbStoreAbi, tdxQuoteVerifierAbi } from '../../chain/generated.ts'
import type { TdxClaims } from '../../protocol/tdx/tdxClaims.ts'
import type { Opinion } from './askDcapQvl.ts'
import { describeTdAttributes } from './describeTdAttributes.ts'
import { explainDisagreement } from './explainDisagreement.ts'
import { explainRefusal } from './explainRefusal.ts'
import type { Judgement } from './openJudge.ts'

/** Errors of readers: something is not in the form in which Intel writes it, and the name says the rest. */
const FORM =
  /^(Der|Json|Extension|Algorithm|SignatureMalformed|Serial|Key|Boolean|CommonName|CertificateVersion|Date|Digit|TimeOfDay|Pck(Element|Extension|Svn|Tcb)|Crl(List|Version)|TcbLevels|TcbStatusUnknown|TdxModuleVersion|Code|Quote(Length|Version|Body)|QeReportLength|AttestationKeyType|TeeType)/

/** A first collateral cannot be older than another, and there is only one in a throw-away chain. */
const IMPOSSIBLE = ['CrlNotNewer', 'CollateralRolledBack', 'CollateralNotNewer']

const errors = [...crlStoreAbi, ...tcbStoreAbi, ...tdxQuoteVerifierAbi].flatMap((item) =>
  item.type === 'error' ? [item] : [],
)

describe('explainRefusal', () => {
  const fallback = explainRefusal({ of: 'quote', error: 'NoSuchError', args: [] })

  it.each(errors.filter(({ name }) => !FORM.test(name) && !IMPOSSIBLE.includes(name)))(
    'has words for $name',
    ({ name, inputs }) => {
      const args = inputs.map(({ type }) => (type.startsWith('bytes') ? '0x1234' : 1_750_000_000n))
      const words = explainRefusal({ of: 'quote', error: name, args })
      expect(words).not.toBe(fallback)
      expect(words).not.toMatch(/undefined|NaN|Invalid/)
    },
  )

  it('says dates and numbers', () => {
    const stale = explainRefusal({ of: 'quote', error: 'CrlStale', args: ['0x12', 1_750_000_000n, 1_750_000_001n] })
    expect(stale).toBe('the CRL ended on 2025-06-15 15:06:40 UTC, before 2025-06-15 15:06:41 UTC')
    const family = explainRefusal({ of: 'quote', error: 'TcbInfoMissing', args: ['0xb0c06f000000'] })
    expect(family).toBe('the collateral is not for this platform family (FMSPC b0c06f000000)')
    const level = explainRefusal({ of: 'quote', error: 'TcbRevoked', args: ['0xb0c06f000000', 2] })
    expect(level).toBe("Intel revoked TCB level 3 of FMSPC b0c06f000000, which is the platform's")
  })
})

describe('explainDisagreement', () => {
  const accepted = (tcbStatus: TdxClaims['tcbStatus']) => ({
    claims: {
      measured: '0x',
      reportData: ['0x', '0x'],
      tcbStatus,
      tcbLevel: 0,
      tcbEvaluationNumber: 17,
      validUntil: 0,
      platform: '0x',
    } satisfies TdxClaims,
  })
  const refused = (error: string) => ({ refusal: { of: 'quote' as const, error, args: [] } })
  const compare = (ours: Judgement, other: Opinion, moduleVersion = 3) =>
    explainDisagreement(ours, other, moduleVersion)
  const theirs = (status: string) => ({ status, advisoryIds: [] })

  it('agrees on the same status and on refusal, whatever the reasons', () => {
    expect(compare(accepted('OutOfDate'), theirs('OutOfDate'))).toEqual({ agrees: true })
    expect(compare(refused('TdDebug'), { reason: 'anything' })).toEqual({ agrees: true })
  })

  it.each([
    ['CrlStale', /signatures, nor their dates/],
    ['CertificateNotAuthority', /what a certificate may be used for/],
    ['DerTrailingBytes', /leniently/],
    ['PckElementRepeated', /leniently/],
    ['TdxModuleUnknown', /identity of the TDX module/],
    ['TdAttributesRefused', /performance monitoring/],
  ])('knows why it accepts what %s refuses', (error, because) => {
    const { agrees, explanation } = compare(refused(error), theirs('UpToDate'))
    expect(agrees).toBe(false)
    expect(explanation).toMatch(because)
  })

  it.each([
    ['No matching TCB level found', /by their own identity/],
    ['Reserved bits in TD attributes are set', /LASS/],
    ['QE report hash mismatch', /32 bytes/],
  ])('knows why it refuses with "%s" what we accept', (reason, because) => {
    expect(compare(accepted('UpToDate'), { reason }).explanation).toMatch(because)
  })

  it.each([
    [
      'OutOfDate',
      'UpToDate',
      /^dcap-qvl does not judge the TDX module by its own levels, and that module is out of date$/,
    ],
    ['OutOfDate', 'SWHardeningNeeded', /TDX module/],
    ['OutOfDateConfigurationNeeded', 'ConfigurationNeeded', /TDX module.*another configuration$/],
    ['OutOfDateConfigurationNeeded', 'ConfigurationAndSWHardeningNeeded', /TDX module/],
    ['OutOfDateConfigurationNeeded', 'OutOfDate', /takes the worse of platform and quoting enclave/],
  ] as const)('knows why we say %s where it says %s', (ours, other, because) => {
    const { agrees, explanation } = compare(accepted(ours), theirs(other))
    expect([agrees, explanation]).toEqual([false, expect.stringMatching(because)])
  })

  it.each([
    ['UpToDate', 'OutOfDate'],
    ['UpToDate', 'SWHardeningNeeded'],
    ['OutOfDate', 'ConfigurationNeeded'],
    ['OutOfDateConfigurationNeeded', 'UpToDate'],
    ['OutOfDate', 'AStatusOfTomorrow'],
  ] as const)('does not make up why we say %s where it says %s', (ours, other) => {
    expect(compare(accepted(ours), theirs(other))).toEqual({ agrees: false })
  })

  it('does not blame the levels of a module that has none of its own', () => {
    const reason = 'No matching TCB level found'
    expect(compare(accepted('UpToDate'), { reason }, 0)).toEqual({ agrees: false })
  })

  it.each([
    [refused('QuoteSignatureInvalid'), theirs('UpToDate')],
    [accepted('UpToDate'), { reason: 'ISV enclave report signature is invalid' }],
  ])('does not make up what nobody knows', (ours, other) => {
    expect(compare(ours, other)).toEqual({ agrees: false })
  })
})

describe('describeTdAttributes', () => {
  it.each([
    ['0x0000000000000000', 'none'],
    ['0x0000001000000000', 'SEPT_VE_DISABLE'],
    ['0x0100001000000080', 'DEBUG, SEPT_VE_DISABLE, PERFMON'],
    ['0x0000002000000001', 'MIGRATABLE, bit 56'],
  ] as const)('names the bits of %s', (attributes, names) => {
    expect(describeTdAttributes(attributes)).toBe(names)
  })
})

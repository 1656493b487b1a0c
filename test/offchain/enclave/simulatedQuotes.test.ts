import { utils } from '@phala/dcap-qvl'
import { bytesToHex, concat, type Hex, hexToBytes, slice } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  SGX_SVNS,
  type SvnLevel,
  svnLevel,
  type TcbStatusName,
  TDX_SVNS,
  tcbLevel,
} from '../../../offchain/local/enclave/simulatedCollateral.ts'
import { createSimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import { type QuoteOptions, TD_REPORT, toTdxQuote } from '../../../offchain/local/enclave/simulatedQuote.ts'
import { simulatedQuoteSource } from '../../../offchain/local/enclave/simulatedQuoteSource.ts'
import { TEST_ROOT } from '../../../offchain/local/enclave/testRoot.ts'
import { createLog } from '../../../offchain/log.ts'
import { INTEL_ROOT } from '../../../offchain/protocol/tdx/intelRoot.ts'
import { TCB_STATUSES } from '../../../offchain/protocol/tdx/tcbStatus.ts'
import { askDcapQvl } from '../../../offchain/verify/quote/askDcapQvl.ts'
import { type EnclaveChain, startEnclaveChain } from './enclaveChain.ts'
import { quoteUntil2055, withTwinSignature } from './negativeCertificates.ts'
import { registrationCall } from './negativeRegistrations.ts'
import { submissionsOf } from './negativeVector.ts'
import { askAboutParts } from './oracle.ts'

const NOW = 1_800_000_000

const VERSIONS: readonly { title: string; options: QuoteOptions }[] = [
  { title: 'version 4', options: { version: 4 } },
  { title: 'version 5 with a TDX 1.0 report', options: { version: 5, bodyType: 2 } },
  { title: 'version 5 with a TDX 1.5 report', options: { version: 5, bodyType: 3 } },
]

/** One status for each that a TCB info can say and a verifier may accept. */
const ACCEPTED_STATUSES = TCB_STATUSES.filter(
  (status): status is TcbStatusName => status !== 'Unrecognized' && status !== 'Revoked',
)

const REPORT_DATA: Hex = `0x${'5a'.repeat(32)}${'c3'.repeat(32)}`

/** A TDX 1.5 module at SVN 3, which the simulated TCB info calls out of date. */
const OLD_MODULE: Hex = '0x03010300000000000000000000000000'

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

describe('the test root', () => {
  it('is the published one, which Deploy knows by these values', () => {
    expect(TEST_ROOT).toEqual({
      publicKey: {
        x: '0x8c73f7a1a876ac6e0057b30a65c450018c4e071e4c1d305d18e5f3dcc2ebd745',
        y: '0xa8d05002ad9a8068011c86ebd9050f076a3f0079a19d0b08bfd277b40377d0f1',
      },
      name: '0x4f9226ef12be00e8c62484c48601749d5e6696cbc71d05c2416d1143b9d7130f',
    })
  })

  it('is not Intel’s, by key and by name', () => {
    expect(TEST_ROOT.publicKey).not.toEqual(INTEL_ROOT.key)
    expect(TEST_ROOT.name).not.toBe(INTEL_ROOT.name)
  })

  it('says in its name that it is simulated', () => {
    const { rootCertificate } = createSimulatedPlatform({ now: NOW })
    expect(Buffer.from(hexToBytes(rootCertificate)).toString('latin1')).toContain('Simulated SGX Root CA')
  })
})

describe('a simulated platform', () => {
  const platform = createSimulatedPlatform({ now: NOW })

  it('makes the same quotes and collateral each time', () => {
    const again = createSimulatedPlatform({ now: NOW })
    expect(again.quote()).toEqual(platform.quote())
    expect(again.collateral()).toEqual(platform.collateral())
  })

  it('is another machine of the same family under another label', () => {
    const other = createSimulatedPlatform({ now: NOW, label: 'another machine' })
    expect(other.ppid).not.toBe(platform.ppid)
    expect(other.fmspc).toBe(platform.fmspc)
    expect(other.pckAuthority).toBe(platform.pckAuthority)
    expect(askAboutParts(other, other.quoteParts(), platform.collateral())).toHaveProperty('status', 'UpToDate')
  })

  it('signs with high s about as often as Intel, which does not normalise', () => {
    const signatures = Array.from({ length: 32 }, (_, at) =>
      platform.quoteParts({ report: { mrConfigId: `0x${at.toString(16).padStart(96, '0')}` } }),
    ).map(({ signature }) => BigInt(bytesToHex(signature.subarray(32))))
    const high = signatures.filter((s) => s > ORDER / 2n).length
    expect(high).toBeGreaterThan(4)
    expect(high).toBeLessThan(28)
  })

  it('has a PCK certificate that dcap-qvl reads as ours says', () => {
    const intelExtension = utils.getIntelExtension(Buffer.from(platform.pki.pck.certificate))
    expect(bytesToHex(utils.getFmspc(intelExtension))).toBe(platform.fmspc)
    expect([...utils.getCpuSvn(intelExtension)]).toEqual(platform.sgx.components)
    expect(utils.getPceSvn(intelExtension)).toBe(platform.sgx.pceSvn)
  })
})

describe('dcap-qvl', () => {
  const platform = createSimulatedPlatform({ now: NOW })

  it.each(VERSIONS)('accepts a simulated quote of $title under the test root, and not under Intel’s', ({ options }) => {
    const asked = { quote: platform.quote(options), collateral: platform.collateral(), at: NOW }
    const opinion = askDcapQvl({ ...asked, root: hexToBytes(platform.rootCertificate) })
    expect(opinion).toEqual({ status: 'UpToDate', advisoryIds: [] })
    expect(askDcapQvl({ ...asked, root: undefined })).toHaveProperty('reason')
  })

  it('accepts it with the padding that Intel’s library leaves behind it', () => {
    const quote = Uint8Array.of(...platform.quote(), ...new Uint8Array(70))
    const root = hexToBytes(platform.rootCertificate)
    const opinion = askDcapQvl({ quote, collateral: platform.collateral(), root, at: NOW })
    expect(opinion).toHaveProperty('status', 'UpToDate')
  })

  it.each(ACCEPTED_STATUSES)('sees the status %s with its advisories', (status) => {
    const level = tcbLevel({ sgx: SGX_SVNS, pceSvn: 11, tdx: TDX_SVNS, status, advisories: ['INTEL-SA-00837'] })
    const opinion = askAboutParts(
      platform,
      platform.quoteParts(),
      platform.collateral({ tcbInfo: { tcbLevels: [level] } }),
    )
    expect(opinion).toEqual({ status, advisoryIds: ['INTEL-SA-00837'] })
  })
})

describe('the simulated quote source', () => {
  it('says that it is simulated, in its name and in each log line', async () => {
    const lines: string[] = []
    const stream = { write: (line: string) => void lines.push(line) }
    const log = createLog({ name: 'test', stream })
    const platform = createSimulatedPlatform({ now: NOW })
    const source = simulatedQuoteSource({ platform, log })
    const raw = await source.quote(REPORT_DATA)
    expect(source).toMatchObject({ name: 'simulated', isSimulated: true })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('simulated quote: it proves nothing')
    expect(raw).toEqual(platform.quote({ report: { reportData: REPORT_DATA } }))
  })

  it('keeps what else its quotes are to say', async () => {
    const platform = createSimulatedPlatform({ now: NOW })
    const mrtd: Hex = `0x${'42'.repeat(48)}`
    const source = simulatedQuoteSource({
      platform,
      options: { version: 5, report: { mrtd } },
      log: createLog({ name: 'test', level: 'silent' }),
    })
    expect(await source.quote(REPORT_DATA)).toEqual(
      platform.quote({ version: 5, report: { mrtd, reportData: REPORT_DATA } }),
    )
  })
})

describe('our contracts', () => {
  let chain: EnclaveChain

  beforeAll(async () => {
    chain = await startEnclaveChain()
  })

  afterAll(async () => chain?.stop())

  it.each(VERSIONS)('accept a simulated quote of $title and say what it says', async ({ options }) => {
    const { platform, contracts, verify } = chain
    const quote = platform.tdxQuote({ ...options, report: { reportData: REPORT_DATA } })
    const zeros = `0x${'00'.repeat(48)}` as const
    expect(await verify(contracts.verifier, quote)).toEqual({
      measured: concat([
        TD_REPORT.tdAttributes,
        TD_REPORT.xfam,
        TD_REPORT.mrtd,
        ...[zeros, zeros, zeros],
        ...[TD_REPORT.rtmr0, TD_REPORT.rtmr1, TD_REPORT.rtmr2, TD_REPORT.rtmr3],
      ]),
      reportData: [slice(REPORT_DATA, 0, 32), slice(REPORT_DATA, 32)],
      tcbStatus: 'UpToDate',
      tcbLevel: 0,
      tcbEvaluationNumber: 17,
      // PCK CRL, TCB info and QE identity end together, 30 days after they were issued.
      validUntil: platform.now - 3_600 + 30 * 86_400,
      platform: platform.ppid,
    })
  })

  it.each(ACCEPTED_STATUSES)('see the status %s', async (status) => {
    const { platform, withoutTcb, submit, verify, undoAfter } = chain
    const level = tcbLevel({ sgx: SGX_SVNS, pceSvn: 11, tdx: TDX_SVNS, status, advisories: ['INTEL-SA-00837'] })
    const collateral = platform.collateral({ tcbInfo: { tcbLevels: [level] } })
    const claims = await undoAfter(async () => {
      await submit(withoutTcb, submissionsOf(collateral).slice(2))
      return verify(withoutTcb.verifier, platform.tdxQuote())
    })
    expect(claims.tcbStatus).toBe(status)
  })

  it.each<{ title: string; levels: readonly SvnLevel[]; wanted: TcbStatusName }>([
    { title: 'up to date', levels: [svnLevel(6, 'UpToDate'), svnLevel(4, 'OutOfDate')], wanted: 'UpToDate' },
    { title: 'out of date', levels: [svnLevel(7, 'UpToDate'), svnLevel(4, 'OutOfDate')], wanted: 'OutOfDate' },
  ])('see a quoting enclave that is $title', async ({ levels, wanted }) => {
    const { platform, withoutTcb, submit, verify, undoAfter } = chain
    const collateral = platform.collateral({ qeIdentity: { tcbLevels: levels } })
    const claims = await undoAfter(async () => {
      await submit(withoutTcb, submissionsOf(collateral).slice(2))
      return verify(withoutTcb.verifier, platform.tdxQuote())
    })
    expect(claims.tcbStatus).toBe(wanted)
    expect(askAboutParts(platform, platform.quoteParts(), collateral)).toHaveProperty('status', wanted)
  })

  it.each<{ title: string; launched: Hex; running: Hex; wanted: TcbStatusName }>([
    { title: 'the one of its launch', launched: OLD_MODULE, running: TD_REPORT.teeTcbSvn, wanted: 'OutOfDate' },
    { title: 'the present one', launched: TD_REPORT.teeTcbSvn, running: OLD_MODULE, wanted: 'OutOfDate' },
    { title: 'neither', launched: TD_REPORT.teeTcbSvn, running: TD_REPORT.teeTcbSvn, wanted: 'UpToDate' },
  ])('judge a TD by the worse one of two modules, out of date: $title', async ({ launched, running, wanted }) => {
    const { platform, contracts, verify } = chain
    const quote = platform.tdxQuote({ version: 5, report: { teeTcbSvn: launched, teeTcbSvn2: running } })
    const { tcbStatus } = await verify(contracts.verifier, quote)
    expect(tcbStatus).toBe(wanted)
  })

  it('accept the twin of a signature with the same claims, so a signature is no identifier', async () => {
    const { platform, contracts, verify } = chain
    const parts = platform.quoteParts()
    const twin = withTwinSignature(parts)
    expect(twin.signature).not.toEqual(parts.signature)
    const claims = await verify(contracts.verifier, toTdxQuote(parts, platform.pckAuthority))
    expect(await verify(contracts.verifier, toTdxQuote(twin, platform.pckAuthority))).toEqual(claims)
    expect(askAboutParts(platform, twin)).toHaveProperty('status', 'UpToDate')
  })

  it('accept a certificate that ends after 2050, in a GeneralizedTime', async () => {
    const { platform, contracts, verify } = chain
    const parts = quoteUntil2055(platform)
    await expect(verify(contracts.verifier, toTdxQuote(parts, platform.pckAuthority))).resolves.toHaveProperty(
      'tcbStatus',
      'UpToDate',
    )
    expect(askAboutParts(platform, parts)).toHaveProperty('status', 'UpToDate')
  })

  it('register a key with a simulated quote', async () => {
    const { scene, take, undoAfter, refusalOf, registrationCall: encode } = chain
    await undoAfter(async () => {
      const call = registrationCall(scene)
      expect(await refusalOf(encode(scene, call))).toBeUndefined()
      await take(scene, { step: 'register', call })
    })
  })

  it('believe nothing under the test root once Intel’s is pinned', async () => {
    const { platform, deployUnder, submissionCall, refusalOf, verifyCall, undoAfter } = chain
    await undoAfter(async () => {
      const production = await deployUnder(INTEL_ROOT)
      const [rootCrl, pckCrl] = submissionsOf(platform.collateral()).map((one) => submissionCall(production, one))
      if (!rootCrl || !pckCrl) throw new Error('a collateral has CRLs')
      const refusal = { name: 'IssuerMismatch', args: [platform.rootName, INTEL_ROOT.name] }
      expect(await refusalOf(rootCrl)).toEqual(refusal)
      expect(await refusalOf(pckCrl)).toEqual(refusal)
      expect(await refusalOf(verifyCall(production.verifier, platform.tdxQuote()))).toEqual({
        name: 'AuthorityUnknown',
        args: [platform.pckAuthority],
      })
    })
  })
})

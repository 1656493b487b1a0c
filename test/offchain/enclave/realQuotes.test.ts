import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { hexToBytes, size, slice } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { INTEL_ROOT } from '../../../offchain/protocol/tdx/intelRoot.ts'
import { parseQuote } from '../../../offchain/protocol/tdx/parseQuote.ts'
import { readCertificate } from '../../../offchain/protocol/tdx/readCertificate.ts'
import { inspectQuote } from '../../../offchain/verify/quote/inspectQuote.ts'
import { openJudge } from '../../../offchain/verify/quote/openJudge.ts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { openTestChain } from './openTestChain.ts'
import {
  hasRealVectors,
  REAL_QUOTES,
  readRealCollateral,
  readRealFile,
  readRealQuote,
  realFile,
} from './realVectors.ts'

/** What a refresh of a TCB info may cost. */
const TCB_INFO_GAS = 1_250_000n

/** Half of the order of P-256: a signature above it is one that OpenZeppelin's library refuses. */
const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n

/** Collateral of an Intel processor whose PCK certificates come from the other authority; its TCB info is for SGX. */
const SGX_COLLATERAL = { file: 'sgx_quote_collateral.json', at: Date.UTC(2025, 5, 20) / 1000 }

describe('the pinned root', () => {
  it('is the same in Solidity and TypeScript', () => {
    const source = fs.readFileSync(path.join(projectRoot, 'src', 'enclave', 'IntelRoot.sol'), 'utf8')
    expect(source.match(/0x[0-9a-f]{64}/g)).toEqual([INTEL_ROOT.key.x, INTEL_ROOT.key.y, INTEL_ROOT.name])
  })

  it.skipIf(!hasRealVectors)("is Intel's certificate", () => {
    const { key, subject, issuer } = readCertificate(readRealFile('TrustedRootCA.der'), 'root')
    expect({ key, name: subject }).toEqual(INTEL_ROOT)
    expect(issuer).toBe(subject)
  })
})

describe.skipIf(!hasRealVectors)('real quotes', () => {
  let chain: Awaited<ReturnType<typeof openTestChain>>
  beforeAll(async () => {
    chain = await openTestChain()
  })
  afterAll(() => chain?.stop())

  /** Contracts of its own, on the chain that all of them share. */
  const openIntelJudge = (at: number) => openJudge({ chain, root: INTEL_ROOT, at })

  it.each(REAL_QUOTES)('$file is $verdict on chain and in JavaScript', async (vector) => {
    const { file, at, verdict, refusal } = vector
    const bytes = readRealQuote(file)
    const quote = parseQuote(bytes)
    const collateral = readRealCollateral(vector.collateral)
    const judge = await openIntelJudge(at)
    const finding = await inspectQuote({
      bytes,
      quote,
      collateral,
      judge,
      root: INTEL_ROOT,
      rootCertificate: undefined,
      at,
    })

    expect(finding).toMatchObject({
      verdict,
      accepted: refusal === undefined,
      checkedAt: at,
      fmspc: `0x${vector.fmspc}`,
    })
    expect(finding.refusal ?? undefined).toEqual(refusal && { ...refusal, explanation: expect.any(String) })
    expect(finding.secondOpinion).toMatchObject({ verdict, agrees: true })
    expect(finding.quote.version).toBe(vector.version)
    expect(finding.evaluationNumber).toBe(vector.evaluationNumber)
    expect(finding.advisoryIds).toEqual([])
    for (const [field, start] of Object.entries(vector.fields)) {
      expect(finding.report[field as keyof typeof finding.report], field).toMatch(new RegExp(`^0x${start}`))
    }

    const { rootCrl, pckCrl, tcbInfo, qeIdentity } = finding.gasUsed
    console.info(
      `${vector.collateral}: gas ${JSON.stringify({ rootCrl, pckCrl, tcbInfo, qeIdentity }, (_, gas) => (typeof gas === 'bigint' ? Number(gas) : gas))}`,
    )
    expect(tcbInfo).toBeLessThanOrEqual(TCB_INFO_GAS)
    expect([rootCrl, pckCrl, qeIdentity]).toEqual([expect.any(BigInt), expect.any(BigInt), expect.any(BigInt)])
  })

  it.each(REAL_QUOTES.filter(({ refusal }) => !refusal))(
    '$file: the contracts claim what the parser read',
    async (vector) => {
      const { quote, measured, report } = parseQuote(readRealQuote(vector.file))
      const judge = await openIntelJudge(vector.at)
      const collateral = readRealCollateral(vector.collateral)
      expect((await judge.record(collateral)).refusal).toBeUndefined()
      const judgement = await judge.judge(quote)
      expect(judgement).toMatchObject({ claims: { measured, tcbStatus: 'UpToDate', tcbLevel: 0 } })
      const claims = 'claims' in judgement ? judgement.claims : undefined
      expect(`0x${claims?.reportData.map((half) => half.slice(2)).join('')}`).toBe(report.reportData)
      expect(claims?.validUntil).toBeGreaterThan(vector.at)
    },
  )

  it('has signatures with a high s among them, in both places', () => {
    const { quote } = parseQuote(readRealQuote('tdx-quote.hex'))
    expect(BigInt(quote.signature.s)).toBeGreaterThan(HALF_ORDER)
    expect(BigInt(quote.qeSignature.s)).toBeGreaterThan(HALF_ORDER)
  })

  it.each([
    ['a second before the first document', -1, 'CrlNotInForce'],
    ['at the first second of the youngest document', 0, undefined],
  ])('judges collateral %s', async (_name, offset, error) => {
    const collateral = readRealCollateral('tdx_quote_collateral.json')
    // PCK CRL 10:00:35, TCB info 10:16:03, QE identity 10:32:27
    const at = offset < 0 ? Date.UTC(2025, 5, 19, 10, 0, 35) / 1000 + offset : Date.UTC(2025, 5, 19, 10, 32, 27) / 1000
    const { refusal } = await (await openIntelJudge(at)).record(collateral)
    expect(refusal?.error).toBe(error)
  })

  it('refuses a real quote under the collateral of another family', async () => {
    const judge = await openIntelJudge(Date.UTC(2025, 8, 3) / 1000)
    await judge.record(readRealCollateral('quote_collateral.json'))
    const judgement = await judge.judge(parseQuote(readRealQuote('tdx_quote')).quote)
    expect(judgement).toEqual({ refusal: { of: 'quote', error: 'TcbInfoMissing', args: ['0xb0c06f000000'] } })
  })

  it('takes the CRLs of the processor authority, and no TCB info for SGX', async () => {
    const judge = await openIntelJudge(SGX_COLLATERAL.at)
    const { gasUsed, refusal } = await judge.record(readRealCollateral(SGX_COLLATERAL.file))
    expect(gasUsed).toMatchObject({ rootCrl: expect.any(BigInt), pckCrl: expect.any(BigInt), tcbInfo: null })
    expect(refusal?.of).toBe('tcbInfo')
    // Its one entry, and no quote of the other authority.
    const judgement = await judge.judge(parseQuote(readRealQuote('tdx_quote')).quote)
    expect(judgement).toMatchObject({ refusal: { error: 'AuthorityUnknown' } })
  })

  it('are committed nowhere, nor is the collateral', () => {
    const quotes = REAL_QUOTES.map(({ file }) => parseQuote(readRealQuote(file)))
    const collaterals = [...new Set(REAL_QUOTES.map(({ collateral }) => collateral))].map(readRealCollateral)
    const certificates = [
      ...quotes.flatMap(({ certificates: { leaf, intermediate, root } }) => [leaf, intermediate, root]),
      ...collaterals.flatMap(({ rootCrl, pckCrl, tcbInfo }) => [rootCrl, pckCrl, tcbInfo.signerCertificate]),
    ]
    // Signatures are like no other bytes, and so are the ends of certificates and CRLs.
    const signatures = [
      ...quotes.flatMap(({ quote }) => [quote.signature.r, quote.qeSignature.r]),
      ...collaterals.flatMap(({ tcbInfo, qeIdentity }) => [tcbInfo.signature.r, qeIdentity.signature.r]),
      ...certificates.map((der) => slice(der, size(der) - 30)),
    ]
    // What PEM makes of certificates and CRLs, in a line of its own: 48 bytes.
    const lines = certificates.map((der) => Buffer.from(hexToBytes(slice(der, 192, 240))).toString('base64'))
    const holds = (bytes: Buffer): boolean => {
      const text = bytes.toString('latin1')
      const lowerCase = text.toLowerCase()
      return (
        lines.some((line) => text.includes(line)) ||
        signatures.some((hex) => lowerCase.includes(hex.slice(2)) || bytes.includes(Buffer.from(hex.slice(2), 'hex')))
      )
    }
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: projectRoot,
      encoding: 'utf8',
    })
      .split('\0')
      .map((file) => path.join(projectRoot, file))
      .filter((file) => fs.existsSync(file) && fs.statSync(file).isFile())
    expect(files.length).toBeGreaterThan(500)
    expect(files.filter((file) => holds(fs.readFileSync(file)))).toEqual([])
    // The same search finds the vectors themselves.
    expect(REAL_QUOTES.filter(({ file }) => !holds(fs.readFileSync(realFile(file))))).toEqual([])
    expect(REAL_QUOTES.filter(({ collateral }) => !holds(fs.readFileSync(realFile(collateral))))).toEqual([])
    expect(holds(fs.readFileSync(realFile('TrustedRootCA.der')))).toBe(true)
  })

  it('does not read the SGX quote as TDX', () => {
    const message = 'quote offset 4: this is an SGX quote (version 3), wanted a TDX quote'
    expect(() => parseQuote(readRealQuote('sgx_quote'))).toThrow(message)
  })

  it("finds Intel's certificates in every quote", () => {
    for (const { file } of REAL_QUOTES) {
      const { root, intermediate } = parseQuote(readRealQuote(file)).certificates
      expect(readCertificate(hexToBytes(root), file).key).toEqual(INTEL_ROOT.key)
      expect(readCertificate(hexToBytes(intermediate), file).issuer).toBe(INTEL_ROOT.name)
    }
  })
})

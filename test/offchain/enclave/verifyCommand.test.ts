import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { hexToBytes } from 'viem'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { KitError } from '../../../offchain/errors.ts'
import { createSimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import { UnreadableError } from '../../../offchain/protocol/tdx/unreadableError.ts'
import { writePem } from '../../../offchain/protocol/tdx/writePem.ts'
import type { QuoteOptions } from '../../../offchain/verify/createProgram.ts'
import { exitCodeOf } from '../../../offchain/verify/exitCode.ts'
import type { QuoteFinding } from '../../../offchain/verify/quote/quoteFinding.ts'
import { verifyQuoteFile } from '../../../offchain/verify/quote/verifyQuoteFile.ts'
import { runProgram } from '../../../offchain/verify/runProgram.ts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { familyOf, parentOf } from '../processFamily.ts'
import { openTestChain } from './openTestChain.ts'
import { hasRealVectors, REAL_QUOTES, realFile } from './realVectors.ts'

type Ended = { code: number | null; stdout: string; stderr: string }

const start = (args: readonly string[], stdin?: Uint8Array): { child: ChildProcess; ended: Promise<Ended> } => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'offchain/verify.ts', ...args], {
    cwd: projectRoot,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk
  })
  child.stdin.end(stdin)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      // Progress of a slow machine is not what is tested.
      resolve({ code, stdout: said.stdout, stderr: said.stderr.replace(/^compiling .*\n/, '') })
    })
  })
  return { child, ended }
}

const NOW = Math.floor(Date.UTC(2027, 0, 15) / 1000)
const platform = createSimulatedPlatform({ now: NOW })

/** A quote of a TD in debug mode, signed like any other. */
const DEBUG_QUOTE = platform.quote({ report: { tdAttributes: '0x0100001000000000' } })

/** What programs may rely on. */
const KEYS = [
  ...['verdict', 'accepted', 'checkedAt', 'validUntil', 'root', 'refusal', 'quote', 'fmspc', 'platform', 'levels'],
  ...['advisoryIds', 'evaluationNumber', 'periods', 'report', 'measured', 'secondOpinion', 'gasUsed'],
]

describe('verify quote', () => {
  let folder: string
  const file = (name: string): string => path.join(folder, name)
  let chain: Awaited<ReturnType<typeof openTestChain>>
  beforeAll(async () => {
    chain = await openTestChain()
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'verify-'))
    fs.writeFileSync(file('quote'), platform.quote())
    fs.writeFileSync(file('quote.hex'), `0x${Buffer.from(platform.quote()).toString('hex')}\n`)
    fs.writeFileSync(file('debug'), DEBUG_QUOTE)
    fs.writeFileSync(file('collateral.json'), JSON.stringify(platform.collateralFile()))
    fs.writeFileSync(file('cut'), platform.quote().subarray(0, -1))
    fs.writeFileSync(file('root.der'), hexToBytes(platform.rootCertificate))
    fs.writeFileSync(file('root.pem'), writePem(hexToBytes(platform.rootCertificate), 'CERTIFICATE'))
    fs.writeFileSync(file('chain.pem'), platform.collateralFile().tcb_info_issuer_chain)
  })
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true })
    await chain?.stop()
  })

  /** In this process, on the chain that all of them share. */
  const verify = async (args: readonly string[]): Promise<Ended> => {
    const said = { stdout: '', stderr: '' }
    const code = await runProgram(args, {
      openChain: async () => chain,
      write: (text) => {
        said.stdout += text
      },
      complain: (text) => {
        said.stderr += text
      },
      isEnding: () => false,
    })
    return { code, ...said }
  }

  const about = (quote: string, ...more: readonly string[]): readonly string[] => [
    ...['quote', quote, '--collateral', file('collateral.json'), '--at', String(NOW), ...more],
  ]
  const underTestRoot = (quote: string, ...more: readonly string[]) => about(quote, '--root', file('root.der'), ...more)

  it('accepts a simulated quote under the test root, and says loudly that it proves nothing', async () => {
    const { code, stdout, stderr } = await verify(underTestRoot(file('quote')))
    expect([code, stderr]).toEqual([0, "NOT INTEL'S ROOT: this verdict proves nothing about any hardware\n"])
    expect(stdout).toMatch(/^UpToDate: genuine/)
    expect(stdout).toMatch(/^root +TEST ROOT, NOT INTEL'S/m)
    expect(stdout).toMatch(/^second opinion +@phala\/dcap-qvl agrees: UpToDate$/m)
    expect(stdout.split('\n').every((line) => line === line.trimEnd())).toBe(true)
  })

  it('says the same in JSON as a process, of hex from standard input', async () => {
    const { code, stdout } = await start(underTestRoot('-', '--json'), fs.readFileSync(file('quote.hex'))).ended
    expect(code).toBe(0)
    const finding: QuoteFinding = JSON.parse(stdout)
    expect(finding).toMatchObject({
      verdict: 'UpToDate',
      accepted: true,
      checkedAt: NOW,
      root: { isIntel: false, nameHash: platform.rootName, name: expect.stringMatching(/CN=/) },
      refusal: null,
      platform: platform.ppid,
      fmspc: platform.fmspc,
      levels: { platform: { index: 0, count: 2, status: 'UpToDate' }, modules: [{ status: 'UpToDate' }] },
      secondOpinion: { verdict: 'UpToDate', agrees: true, explanation: null },
    })
    expect(finding.validUntil).toBeGreaterThan(NOW)
    expect(Object.keys(finding)).toEqual(KEYS)
    expect(finding.report).toMatchObject({ teeTcbSvn2: null, mrServiceTd: null })
  })

  it('names the advisories of a platform that is out of date, and accepts it', async () => {
    const late = createSimulatedPlatform({ now: NOW, sgx: { pceSvn: 5 } })
    fs.writeFileSync(file('late'), late.quote())
    const { code, stdout } = await verify(underTestRoot(file('late'), '--json'))
    const finding: QuoteFinding = JSON.parse(stdout)
    expect([code, finding.verdict, finding.levels?.platform.index]).toEqual([0, 'OutOfDate', 1])
    expect(finding.advisoryIds).toEqual(['INTEL-SA-00106', 'INTEL-SA-00837'])
    expect(finding.secondOpinion).toMatchObject({ verdict: 'OutOfDate', advisoryIds: finding.advisoryIds })
  })

  it('refuses a TD in debug mode, with the same keys in JSON', async () => {
    const { code, stdout } = await verify(underTestRoot(file('debug'), '--json'))
    const finding: QuoteFinding = JSON.parse(stdout)
    expect([code, finding.verdict, finding.accepted]).toEqual([1, 'Refused', false])
    expect(finding).toMatchObject({ validUntil: null, platform: null, levels: null, evaluationNumber: null })
    expect(finding.refusal).toMatchObject({ of: 'quote', error: 'TdDebug', args: ['0x0100001000000000'] })
    expect(finding.report.tdAttributes).toBe('0x0100001000000000')
    expect(Object.keys(finding)).toEqual(KEYS)
  })

  it('prints a disagreement with the second opinion, and why there is one', async () => {
    const late = platform.collateral({ pckCrl: { nextUpdate: NOW - 1 } })
    fs.writeFileSync(file('late.json'), JSON.stringify(platform.collateralFile(late)))
    const files = [file('quote'), '--collateral', file('late.json'), '--root', file('root.der')]
    const { code, stdout } = await verify(['quote', ...files, '--at', String(NOW)])
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /^Refused: the CRL is in force from 2027-01-14 23:00:00 UTC until 2027-01-14 23:59:59 UTC, not at 2027-01-15 00:00:00 UTC\nPCK CRL: CrlNotInForce\(/,
    )
    expect(stdout).toMatch(/^PCK CRL .* to 2027-01-14 23:59:59 UTC \(lapsed\)$/m)
    expect(stdout).toMatch(/^judge an earlier time with --at$/m)
    expect(stdout).toMatch(
      /^second opinion {3}@phala\/dcap-qvl DISAGREES: UpToDate\n {17}dcap-qvl looks up serial numbers in the CRLs/m,
    )
  })

  it("refuses a simulated quote under Intel's root, and says why", async () => {
    const { code, stdout, stderr } = await verify(about(file('quote')))
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(
      /^Refused: it was issued by another authority than the trusted one\nroot CRL: IssuerMismatch\(0x/,
    )
    expect(stdout).toMatch(/^root +Intel SGX Root CA$/m)
    expect(stdout).toMatch(/^What the quote claims \(not verified\)$/m)
  })

  it('judges as of now without --at', async () => {
    const present = createSimulatedPlatform({ now: Math.floor(Date.now() / 1000) })
    fs.writeFileSync(file('present'), present.quote())
    fs.writeFileSync(file('present.json'), JSON.stringify(present.collateralFile()))
    const files = [file('present'), '--collateral', file('present.json'), '--root', file('root.pem')]
    const { code, stdout } = await verify(['quote', ...files, '--json'])
    expect(code).toBe(0)
    expect(Math.abs(JSON.parse(stdout).checkedAt - Date.now() / 1000)).toBeLessThan(60)
  })

  it.each<[string, Partial<QuoteOptions>, RegExp]>([
    ['no such file', { quote: 'none' }, /^quote: cannot read .*none \(ENOENT\)$/],
    ['a quote that is none', { quote: 'root.der' }, /^quote offset \d+: /],
    ['a quote that was cut off', { quote: 'cut' }, /declares that it ends at/],
    ['collateral that is none', { collateral: 'quote' }, /^collateral: not JSON$/],
    ['a root that is none', { root: 'quote' }, /^root: /],
    ['a chain for a root', { root: 'chain.pem' }, /^root: wanted one certificate$/],
  ])('cannot read %s, and opens no chain for it', async (_name, changes, message) => {
    const openChain = vi.fn()
    const files = { quote: 'quote', collateral: 'collateral.json', root: 'root.pem', ...changes }
    const options = { quote: file(files.quote), collateral: file(files.collateral), root: file(files.root) }
    const quietly = { openChain, answer: vi.fn(), warn: vi.fn() }
    const error = await verifyQuoteFile({ ...options, at: NOW, json: false }, quietly).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UnreadableError)
    expect(error.message).toMatch(message)
    expect(exitCodeOf(error)).toBe(2)
    expect(openChain).not.toHaveBeenCalled()
    expect(quietly.answer).not.toHaveBeenCalled()
  })

  it.each<[string, string]>([
    ['a TCB info', 'tcb_info'],
    ['a QE identity', 'qe_identity'],
  ])('cannot read %s of 900 kB, and opens no chain for it', async (_name, field) => {
    const long = { ...platform.collateralFile() } as Record<string, string>
    long[field] = `${long[field]}${' '.repeat(900_000)}`
    fs.writeFileSync(file('long.json'), JSON.stringify(long))
    const openChain = vi.fn()
    const options = { quote: file('quote'), collateral: file('long.json'), root: undefined, at: NOW, json: false }
    const error = await verifyQuoteFile(options, { openChain, answer: vi.fn(), warn: vi.fn() }).catch(
      (thrown) => thrown,
    )
    expect(error.message).toMatch(/bytes, wanted at most 65536$/)
    expect([exitCodeOf(error), openChain.mock.calls]).toEqual([2, []])
  })

  it('cannot read a quote of more than 64 kB', async () => {
    fs.writeFileSync(file('long'), new Uint8Array(65_537))
    const options = { quote: file('long'), collateral: file('collateral.json'), root: undefined, at: NOW, json: false }
    const surroundings = { openChain: vi.fn(), answer: vi.fn(), warn: vi.fn() }
    await expect(verifyQuoteFile(options, surroundings)).rejects.toThrow('quote: 65537 bytes, wanted at most 65536')
  })

  it('reads standard input once only', async () => {
    const options = { quote: '-', collateral: '-', root: undefined, at: NOW, json: false }
    const surroundings = { openChain: vi.fn(), answer: vi.fn(), warn: vi.fn() }
    await expect(verifyQuoteFile(options, surroundings)).rejects.toThrow('standard input can be read once only')
  })

  it.each<[string, readonly string[], RegExp]>([
    ['no such file', ['quote', '/none', '--collateral', '/none'], /^error: quote: cannot read \/none \(ENOENT\)\n$/],
    ['no collateral', ['quote', '/none'], /^error: required option '--collateral <file>' not specified\n/],
    ['a time that is none', ['quote', '/none', '--collateral', '/none', '--at', '2025-01-01'], /give Unix seconds/],
    ['an unknown command', ['qoute'], /^error: unknown command 'qoute'/],
  ])('ends with 2 on %s', async (_name, args, message) => {
    const { code, stdout, stderr } = await verify(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  it('ends as a process with the code of its answer', async () => {
    const { code, stdout, stderr } = await start(['quote', '/none', '--collateral', '/none']).ended
    expect([code, stdout, stderr]).toEqual([2, '', 'error: quote: cannot read /none (ENOENT)\n'])
  })

  it('decides nothing, and does not say "refused", when there is no chain', async () => {
    const failure = new KitError('anvil did not start')
    const surroundings = { openChain: () => Promise.reject(failure), answer: vi.fn(), warn: vi.fn() }
    const options = { quote: file('quote'), collateral: file('collateral.json'), root: undefined, at: NOW, json: false }
    const error = await verifyQuoteFile(options, surroundings).catch((thrown) => thrown)
    expect([error, exitCodeOf(error)]).toEqual([failure, 3])
    expect(surroundings.answer).not.toHaveBeenCalled()
  })

  it('shows help', async () => {
    const { code, stdout } = await verify(['quote', '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /--collateral <file>[\s\S]*--at <unix seconds>[\s\S]*--root <file>[\s\S]*Exit codes: 0 accepted: the quote is genuine,[\s\S]*1 refused; 2/,
    )
  })

  it('leaves nothing behind when it is interrupted', async () => {
    const { child, ended } = start(underTestRoot(file('quote')))
    const pid = child.pid as number
    const family = await vi.waitFor(
      () => {
        const grown = familyOf(pid)
        expect(grown.size).toBeGreaterThan(2)
        return grown
      },
      { timeout: 30_000, interval: 10 },
    )
    child.kill('SIGINT')
    expect((await ended).code).toBe(130)
    await vi.waitFor(() => expect([...family].filter((member) => parentOf(member) !== undefined)).toEqual([]), {
      timeout: 10_000,
    })
  })

  describe.skipIf(!hasRealVectors)('of real files', () => {
    it.each(REAL_QUOTES.slice(1, 3))('$file: $verdict', async ({ file: quote, collateral, at, verdict }) => {
      const args = ['quote', realFile(quote), '--collateral', realFile(collateral), '--at', String(at), '--json']
      const { code, stdout, stderr } = await verify(args)
      expect([code, stderr]).toEqual([verdict === 'Refused' ? 1 : 0, ''])
      expect(JSON.parse(stdout)).toMatchObject({ verdict, root: { isIntel: true }, secondOpinion: { agrees: true } })
    })

    it('ends with 2 on an SGX quote', async () => {
      const args = ['quote', realFile('sgx_quote'), '--collateral', realFile('sgx_quote_collateral.json')]
      const { code, stderr } = await verify(args)
      expect(code).toBe(2)
      expect(stderr).toBe('error: quote offset 4: this is an SGX quote (version 3), wanted a TDX quote\n')
    })
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ASK_LIMITS } from '../../../offchain/agent/doctor/checks/checkCollateral.ts'
import type { CollateralAnswer } from '../../../offchain/enclave/collateral/collateralSource.ts'
import { pccsSource, rootCrlUrl } from '../../../offchain/enclave/collateral/pccsSource.ts'
import { readRetryAfter } from '../../../offchain/enclave/collateral/requestDocument.ts'
import { nameSubject, type StoredDocument } from '../../../offchain/protocol/collateralPolicy.ts'
import { listDocuments } from '../../../offchain/protocol/tdx/collateralDocument.ts'
import { type FakePccs, type PccsDocument, type PccsFault, startFakePccs } from './fakePccs.ts'
import { simulatedDocuments } from './simulatedDocuments.ts'

const NOW = 1_800_000_000
const LIMITS = { attemptMs: 400, attempts: 3, firstDelayMs: 10, longestDelayMs: 300, maxBytes: 100_000 }

describe('a PCCS as a source', () => {
  const simulated = simulatedDocuments(NOW)
  const version = { issuedAt: NOW - 3_600, revoked: [7n, 2n ** 158n] }
  const { fmspc, pckAuthority } = simulated.platform
  let pccs: FakePccs
  beforeAll(async () => {
    pccs = await startFakePccs()
    pccs.serve(simulated.file(version))
  })
  afterEach(() => {
    for (const document of ['rootCrl', 'pckCrl', 'tcbInfo', 'qeIdentity'] as const) pccs.setFault(document, undefined)
    pccs.setCrlForm('real')
    pccs.asked.length = 0
  })
  afterAll(() => pccs.stop())

  const ask = (path = '', stored: readonly StoredDocument[] = [], limits = LIMITS) =>
    pccsSource({ url: new URL(`${pccs.url}${path}`), pckCa: 'platform', limits }).ask(
      { fmspcs: [fmspc], stored },
      new AbortController().signal,
    )
  const names = async () => (await ask()).documents.map(({ subject }) => subject.kind)

  it('gets every document byte for byte, in the order of submission', async () => {
    const { documents, problems } = await ask()
    expect(problems).toEqual([])
    expect(documents.map(({ document }) => document)).toEqual(listDocuments(simulated.collateral(version)))
    expect(pccs.asked).toEqual([
      '/sgx/certification/v4/rootcacrl',
      '/sgx/certification/v4/pckcrl?ca=platform&encoding=der',
      `/tdx/certification/v4/tcb?fmspc=${fmspc.slice(2).toUpperCase()}`,
      '/tdx/certification/v4/qe/identity',
    ])
  })

  it('reads dates, evaluation numbers, revocations and who it is about', async () => {
    const { documents } = await ask()
    const dates = { issuedAt: NOW - 3_600, nextUpdate: NOW - 3_600 + 30 * 86_400 }
    expect(documents.map(({ subject, version, revoked }) => [nameSubject(subject), version, revoked])).toEqual([
      ['rootCrl', { ...dates, evaluationNumber: 0 }, []],
      [`pckCrl ${pckAuthority.slice(2, 10)}`, { ...dates, evaluationNumber: 0 }, version.revoked],
      [`tcbInfo ${fmspc.slice(2)}`, { ...dates, evaluationNumber: 17 }, []],
      ['qeIdentity', { ...dates, evaluationNumber: 17 }, []],
    ])
  })

  it.each(['hex', 'pem'] as const)('takes CRLs as %s', async (form) => {
    pccs.setCrlForm(form)
    const { documents, problems } = await ask()
    expect(problems).toEqual([])
    expect(documents.map(({ document }) => document)).toEqual(listDocuments(simulated.collateral(version)))
  })

  it('accepts the address with and without the path of the API', async () => {
    for (const path of ['/', '/sgx/certification/v4', '/tdx/certification/v4/']) {
      expect((await ask(path)).problems).toEqual([])
    }
  })

  it('gets the root’s CRL of Intel where its certificate says, because the service has none', () => {
    const intel = 'https://certificates.trustedservices.intel.com/IntelSGXRootCA.der'
    expect(rootCrlUrl('https://api.trustedservices.intel.com').href).toBe(intel)
    expect(rootCrlUrl('https://pccs.example:8081/x').href).toBe(
      'https://pccs.example:8081/x/sgx/certification/v4/rootcacrl',
    )
  })

  it.each([
    ['never answers', 'hang', 'qeIdentity: no answer in time'],
    ['never ends', 'endless', 'qeIdentity: more than 100000 bytes'],
    ['breaks off', 'truncated', /^qeIdentity: cannot be reached \(/],
    ['forgets the chain', 'noChain', 'qeIdentity: no header SGX-Enclave-Identity-Issuer-Chain'],
    ['shows a page instead', 'page', /^collateral: the enclaveIdentity is not of the form/],
    ['is gone', { status: 404 }, 'qeIdentity: answered 404'],
    ['points elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'qeIdentity: answered 302'],
    [
      'serves another document',
      { body: `{"enclaveIdentity":{"id":"QE"},"signature":"${'00'.repeat(64)}"}` },
      /^QE identity: id Invalid literal value/,
    ],
    [
      'serves no date',
      {
        body: `{"enclaveIdentity":{"id":"TD_QE","version":2,"issueDate":"soon"},"signature":"${'00'.repeat(64)}"}`,
      },
      /^QE identity: issueDate must be a time/,
    ],
  ] satisfies [string, PccsFault, string | RegExp][])(
    'keeps what else it has when one document %s',
    async (_name, fault, problem) => {
      pccs.setFault('qeIdentity', fault)
      const { documents, problems } = await ask()
      expect(documents.map(({ subject }) => subject.kind)).toEqual(['rootCrl', 'pckCrl', 'tcbInfo'])
      expect(problems).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)])
      expect(problems.join()).not.toContain('127.0.0.1')
    },
  )

  it.each(['rootCrl', 'pckCrl'] as const)('refuses a %s that is none', async (document: PccsDocument) => {
    for (const body of ['', '30', '0', '3000', '<html>']) {
      pccs.setFault(document, { body })
      expect(await names()).not.toContain(document)
    }
  })

  it.each([
    [2n ** 160n - 1n, ['rootCrl', 'pckCrl', 'tcbInfo', 'qeIdentity'], []],
    [
      2n ** 160n,
      ['rootCrl', 'tcbInfo', 'qeIdentity'],
      [expect.stringMatching(/^CRL: the serial number .* is too long$/)],
    ],
    [
      2n ** 264n - 1n,
      ['rootCrl', 'tcbInfo', 'qeIdentity'],
      [expect.stringMatching(/^CRL: the serial number .* is too long$/)],
    ],
  ])(
    'takes no CRL that no store would take for a serial number of %i, and every other document',
    async (serial, kinds, problems) => {
      pccs.serve(simulated.file({ ...version, revoked: [serial] }))
      const answer = await ask()
      pccs.serve(simulated.file(version))
      expect(answer.documents.map(({ subject }) => subject.kind)).toEqual(kinds)
      expect(answer.problems).toEqual(problems)
    },
  )

  it('refuses the TCB info of a family that was not asked for', async () => {
    const source = pccsSource({ url: new URL(pccs.url), pckCa: 'platform', limits: LIMITS })
    const { documents, problems } = await source.ask(
      { fmspcs: ['0x90c06f000000'], stored: [] },
      new AbortController().signal,
    )
    expect(documents.map(({ subject }) => subject.kind)).toEqual(['rootCrl', 'pckCrl', 'qeIdentity'])
    expect(problems).toEqual(['tcbInfo: of another platform family than 90c06f000000'])
  })

  it('answers the doctor in time although it had to be asked twice', async () => {
    pccs.setFault('tcbInfo', { status: 503, times: 1 })
    const startedAt = performance.now()
    expect((await ask('', [], { ...LIMITS, ...ASK_LIMITS })).problems).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(ASK_LIMITS.attemptMs)
  })

  it('tries again what may pass, and not what does not', async () => {
    const count = () => pccs.asked.filter((path) => path.includes('/tcb')).length
    pccs.setFault('tcbInfo', { status: 503, times: 2 })
    expect((await ask()).problems).toEqual([])
    expect(count()).toBe(3)
    pccs.setFault('tcbInfo', { status: 404, times: 2 })
    expect((await ask()).problems).toEqual(['tcbInfo: answered 404'])
    expect(count()).toBe(4)
  })

  it('waits as long as it is told to, and leaves a server alone that wants longer', async () => {
    pccs.setFault('tcbInfo', { status: 429, headers: { 'retry-after': '1' }, times: 1 })
    const startedAt = performance.now()
    expect((await ask('', [], { ...LIMITS, longestDelayMs: 1_500 })).problems).toEqual([])
    expect(performance.now() - startedAt).toBeGreaterThan(990)
    pccs.asked.length = 0
    pccs.setFault('tcbInfo', { status: 429, headers: { 'retry-after': '3600' } })
    expect(await ask()).toMatchObject({ problems: ['tcbInfo: answered 429'], retryAfterMs: 3_600_000 })
    expect(pccs.asked.filter((path) => path.includes('/tcb'))).toHaveLength(1)
  })

  describe('when somebody submitted an early evaluation', () => {
    const early = { issuedAt: NOW - 7_200, evaluationNumber: 19 }
    const held = (evaluationNumber: number): readonly StoredDocument[] => {
      const held = { issuedAt: NOW - 86_400, nextUpdate: NOW + 86_400, evaluationNumber }
      return [
        { subject: { kind: 'tcbInfo', fmspc }, version: held },
        { subject: { kind: 'qeIdentity' }, version: held },
      ]
    }
    const evaluations = ({ documents }: CollateralAnswer) =>
      documents.map(({ version: { evaluationNumber } }) => evaluationNumber)
    const askedEarly = () => pccs.asked.filter((path) => path.includes('update=early')).sort()
    afterEach(() => pccs.serve(simulated.file(version)))

    it('asks for the early ones, and for nothing else that is', async () => {
      pccs.serve(simulated.file(version), simulated.file(early))
      const answer = await ask('', held(18))
      expect(answer.problems).toEqual([])
      expect(evaluations(answer)).toEqual([0, 0, 19, 19])
      expect(answer.documents.slice(2).map(({ document }) => document)).toEqual(
        listDocuments(simulated.collateral(early)).slice(2),
      )
      expect(askedEarly()).toEqual([
        '/tdx/certification/v4/qe/identity?update=early',
        `/tdx/certification/v4/tcb?fmspc=${fmspc.slice(2).toUpperCase()}&update=early`,
      ])
    })

    it('is content with the standard ones as soon as they are no rollback', async () => {
      pccs.serve(simulated.file(version), simulated.file(early))
      expect(evaluations(await ask('', held(17)))).toEqual([0, 0, 17, 17])
      expect(askedEarly()).toEqual([])
    })

    it('has the standard ones when the early ones would be a rollback too', async () => {
      pccs.serve(simulated.file(version), simulated.file({ ...early, evaluationNumber: 18 }))
      expect(evaluations(await ask('', held(19)))).toEqual([0, 0, 17, 17])
    })
  })

  it('ends when nobody waits any more', async () => {
    pccs.setFault('tcbInfo', 'hang')
    const stop = new AbortController()
    const limits = { ...LIMITS, attemptMs: 60_000 }
    const asked = pccsSource({ url: new URL(pccs.url), pckCa: 'platform', limits }).ask(
      { fmspcs: [fmspc], stored: [] },
      stop.signal,
    )
    stop.abort()
    expect((await asked).problems).toContain('tcbInfo: no longer wanted')
  })
})

describe('readRetryAfter', () => {
  const nowMs = Date.UTC(2026, 10, 20, 12)
  it.each([
    ['120', 120_000],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['99999999', 86_400_000],
    ['soon', undefined],
    [null, undefined],
  ])('reads %s', (header, wanted) => expect(readRetryAfter(header, nowMs)).toBe(wanted))
})

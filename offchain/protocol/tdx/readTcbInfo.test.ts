import { describe, expect, it } from 'vitest'
import { listAdvisories, listLevels } from './listLevels.ts'
import { readQeIdentity, readTcbInfo } from './readTcbInfo.ts'
import { UnreadableError } from './unreadableError.ts'

const level = (status: string, svn?: number, ...advisoryIDs: string[]) => ({
  tcb: svn === undefined ? {} : { isvsvn: svn },
  tcbDate: '2024-03-13T00:00:00Z',
  tcbStatus: status,
  ...(advisoryIDs.length > 0 ? { advisoryIDs } : {}),
})

const DATES = { issueDate: '2025-06-19T10:16:03Z', nextUpdate: '2025-07-19T10:16:03Z', tcbEvaluationDataNumber: 17 }

const TCB_INFO = {
  id: 'TDX',
  ...DATES,
  fmspc: 'B0C06F000000',
  tdxModuleIdentities: [
    { id: 'TDX_03', tcbLevels: [level('UpToDate', 3)] },
    { id: 'TDX_01', tcbLevels: [level('UpToDate', 4), level('OutOfDate', 2, 'SA-2', 'SA-9')] },
  ],
  tcbLevels: [level('UpToDate'), level('OutOfDate', undefined, 'SA-1', 'SA-2')],
}

const QE_IDENTITY = { id: 'TD_QE', ...DATES, tcbLevels: [level('UpToDate', 300), level('OutOfDate', 4, 'SA-7')] }

const tcbInfo = (changes: object = {}) => readTcbInfo(JSON.stringify({ ...TCB_INFO, ...changes }))
const qeIdentity = (changes: object = {}) => readQeIdentity(JSON.stringify({ ...QE_IDENTITY, ...changes }))

describe('readTcbInfo', () => {
  it('reads levels, modules, number and dates', () => {
    const upToDate = { status: 'UpToDate', date: '2024-03-13T00:00:00Z', advisoryIds: [] }
    const outOfDate = { ...upToDate, status: 'OutOfDate' }
    expect(tcbInfo()).toEqual({
      evaluationNumber: 17,
      issuedAt: Date.UTC(2025, 5, 19, 10, 16, 3) / 1000,
      nextUpdate: Date.UTC(2025, 6, 19, 10, 16, 3) / 1000,
      fmspc: 'b0c06f000000',
      levels: [upToDate, { ...outOfDate, advisoryIds: ['SA-1', 'SA-2'] }],
      modules: {
        TDX_03: [{ ...upToDate, svn: 3 }],
        TDX_01: [
          { ...upToDate, svn: 4 },
          { ...outOfDate, svn: 2, advisoryIds: ['SA-2', 'SA-9'] },
        ],
      },
    })
  })

  it('reads one without module identities', () => {
    expect(tcbInfo({ tdxModuleIdentities: undefined }).modules).toEqual({})
  })

  it.each<[object, string]>([
    [{ id: 'SGX' }, 'TCB info.id: wanted "TDX"'],
    [{ issueDate: '2025-06-19' }, 'TCB info.issueDate: wanted a time such as 2025-06-19T10:16:03Z'],
    [{ nextUpdate: '2025-13-19T10:16:03Z' }, 'TCB info.nextUpdate: wanted a time such as 2025-06-19T10:16:03Z'],
    [{ tcbEvaluationDataNumber: '17' }, 'TCB info.tcbEvaluationDataNumber: wanted a whole number'],
    [{ fmspc: 'B0C06F' }, 'TCB info.fmspc: wanted 12 hex digits'],
    [{ tcbLevels: {} }, 'TCB info.tcbLevels: wanted a list'],
    [{ tcbLevels: [level('Fine')] }, 'TCB info.tcbLevels[0].tcbStatus: wanted a TCB status'],
    [{ tcbLevels: [level('Unrecognized')] }, 'TCB info.tcbLevels[0].tcbStatus: wanted a TCB status'],
    [{ tcbLevels: [{ ...level('UpToDate'), advisoryIDs: [1] }] }, 'TCB info.tcbLevels[0].advisoryIDs: wanted text'],
    [{ tdxModuleIdentities: [null] }, 'TCB info.tdxModuleIdentities[0]: wanted an object'],
  ])('refuses %j', (changes, message) => {
    expect(() => tcbInfo(changes)).toThrow(new UnreadableError(message))
  })

  it('refuses text that is no JSON', () => {
    expect(() => readTcbInfo('{')).toThrow(new UnreadableError('TCB info: not JSON'))
    expect(() => readQeIdentity('7')).toThrow(new UnreadableError('QE identity: wanted an object'))
  })
})

describe('readQeIdentity', () => {
  it('reads levels', () => {
    expect(qeIdentity().levels.map(({ svn, status }) => [svn, status])).toEqual([
      [300, 'UpToDate'],
      [4, 'OutOfDate'],
    ])
  })

  it.each<[object, string]>([
    [{ id: 'QE' }, 'QE identity.id: wanted "TD_QE"'],
    [{ tcbLevels: [level('UpToDate')] }, 'QE identity.tcbLevels[0].tcb.isvsvn: wanted a whole number'],
  ])('refuses %j', (changes, message) => {
    expect(() => qeIdentity(changes)).toThrow(new UnreadableError(message))
  })
})

describe('listLevels', () => {
  const svns = (...bytes: number[]) =>
    `0x${Buffer.from([...bytes, ...Array(16 - bytes.length).fill(0)]).toString('hex')}` as const
  const qeReport = (svn: number) => {
    const report = Buffer.alloc(384)
    report.writeUInt16LE(svn, 258)
    return `0x${report.toString('hex')}` as const
  }
  const list = (changes: Partial<Parameters<typeof listLevels>[0]> = {}) =>
    listLevels({
      tcbInfo: tcbInfo(),
      qeIdentity: qeIdentity(),
      level: 1,
      teeTcbSvns: [svns(3, 1)],
      qeReport: qeReport(299),
      ...changes,
    })

  it('finds the levels that a verdict was made of, and their advisories once each', () => {
    const levels = list()
    expect(levels?.platform.status).toBe('OutOfDate')
    expect(levels?.modules.map(({ svn }) => svn)).toEqual([2])
    expect(levels?.quotingEnclave.svn).toBe(4)
    expect(levels && listAdvisories(levels)).toEqual(['SA-1', 'SA-2', 'SA-9', 'SA-7'])
  })

  it('takes exactly the least SVN of a level, two bytes of it', () => {
    expect(list({ qeReport: qeReport(300) })?.quotingEnclave.svn).toBe(300)
    expect(list({ teeTcbSvns: [svns(4, 1)] })?.modules.map(({ svn }) => svn)).toEqual([4])
  })

  it('knows both modules of TDX 1.5, and that the first version has none', () => {
    expect(list({ teeTcbSvns: [svns(3, 1), svns(7, 3)] })?.modules.map(({ svn }) => svn)).toEqual([2, 3])
    expect(list({ teeTcbSvns: [svns(3, 1), svns(3, 1)] })?.modules).toHaveLength(1)
    expect(list({ teeTcbSvns: [svns(0, 0)] })?.modules).toEqual([])
  })

  it.each<[string, Partial<Parameters<typeof listLevels>[0]>]>([
    ['level', { level: 2 }],
    ['module', { teeTcbSvns: [svns(3, 5)] }],
    ['module SVN', { teeTcbSvns: [svns(1, 1)] }],
    ['quoting enclave', { qeReport: qeReport(3) }],
  ])('finds nothing for a %s that is not listed', (_name, changes) => {
    expect(list(changes)).toBeUndefined()
  })
})

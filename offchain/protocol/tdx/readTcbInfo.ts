import { TCB_STATUSES, type TcbStatus } from './tcbStatus.ts'
import { UnreadableError } from './unreadableError.ts'

/** What Intel says of one level: for people and for logs; the contracts judge by their own reading. */
export type TcbLevel = {
  status: TcbStatus
  /** The date that Intel gave the level, as it is written there. */
  date: string
  advisoryIds: readonly string[]
}

/** A level that holds from a security version on. */
export type SvnLevel = TcbLevel & { svn: number }

/** What both kinds of document say of themselves; dates in Unix seconds. */
export type DocumentFacts = { evaluationNumber: number; issuedAt: number; nextUpdate: number }

export type TcbInfo = DocumentFacts & {
  /** Platform family, 12 hex digits in lower case. */
  fmspc: string
  levels: readonly TcbLevel[]
  /** Levels of each TDX module, by its id such as `TDX_03`. */
  modules: Readonly<Record<string, readonly SvnLevel[]>>
}

export type QeIdentity = DocumentFacts & { levels: readonly SvnLevel[] }

type Fields = Record<string, unknown>

const refuse = (name: string, wanted: string): never => {
  throw new UnreadableError(`${name}: wanted ${wanted}`)
}

const asFields = (value: unknown, name: string): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : refuse(name, 'an object')

const asList = (value: unknown, name: string): unknown[] => (Array.isArray(value) ? value : refuse(name, 'a list'))

const asText = (value: unknown, name: string): string => (typeof value === 'string' ? value : refuse(name, 'text'))

const asNumber = (value: unknown, name: string): number =>
  Number.isSafeInteger(value) ? (value as number) : refuse(name, 'a whole number')

const asTime = (value: unknown, name: string): number => {
  const text = asText(value, name)
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? refuse(name, 'a time such as 2025-06-19T10:16:03Z') : time / 1000
}

const asStatus = (value: unknown, name: string): TcbStatus =>
  TCB_STATUSES.find((status) => status === value && status !== 'Unrecognized') ?? refuse(name, 'a TCB status')

const readLevel = (value: unknown, name: string): TcbLevel => {
  const level = asFields(value, name)
  return {
    status: asStatus(level.tcbStatus, `${name}.tcbStatus`),
    date: asText(level.tcbDate, `${name}.tcbDate`),
    advisoryIds: asList(level.advisoryIDs ?? [], `${name}.advisoryIDs`).map((id) => asText(id, `${name}.advisoryIDs`)),
  }
}

const readSvnLevels = (value: unknown, name: string): SvnLevel[] =>
  asList(value, name).map((entry, index) => {
    const at = `${name}[${index}]`
    const tcb = asFields(asFields(entry, at).tcb, `${at}.tcb`)
    return { ...readLevel(entry, at), svn: asNumber(tcb.isvsvn, `${at}.tcb.isvsvn`) }
  })

const readFields = (json: string, name: string, id: string): Fields => {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch (cause) {
    throw new UnreadableError(`${name}: not JSON`, { cause })
  }
  const fields = asFields(parsed, name)
  return fields.id === id ? fields : refuse(`${name}.id`, `"${id}"`)
}

const readFacts = (fields: Fields, name: string): DocumentFacts => ({
  evaluationNumber: asNumber(fields.tcbEvaluationDataNumber, `${name}.tcbEvaluationDataNumber`),
  issuedAt: asTime(fields.issueDate, `${name}.issueDate`),
  nextUpdate: asTime(fields.nextUpdate, `${name}.nextUpdate`),
})

/** Reads Intel's TCB info of a TDX platform family, version 3. */
export const readTcbInfo = (json: string): TcbInfo => {
  const fields = readFields(json, 'TCB info', 'TDX')
  const fmspc = asText(fields.fmspc, 'TCB info.fmspc').toLowerCase()
  if (!/^[0-9a-f]{12}$/.test(fmspc)) refuse('TCB info.fmspc', '12 hex digits')
  const modules = asList(fields.tdxModuleIdentities ?? [], 'TCB info.tdxModuleIdentities').map((value, index) => {
    const name = `TCB info.tdxModuleIdentities[${index}]`
    const module = asFields(value, name)
    return [asText(module.id, `${name}.id`), readSvnLevels(module.tcbLevels, `${name}.tcbLevels`)] as const
  })
  return {
    ...readFacts(fields, 'TCB info'),
    fmspc,
    levels: asList(fields.tcbLevels, 'TCB info.tcbLevels').map((level, index) =>
      readLevel(level, `TCB info.tcbLevels[${index}]`),
    ),
    modules: Object.fromEntries(modules),
  }
}

/** Reads Intel's identity of the TD quoting enclave, version 2. */
export const readQeIdentity = (json: string): QeIdentity => {
  const fields = readFields(json, 'QE identity', 'TD_QE')
  return { ...readFacts(fields, 'QE identity'), levels: readSvnLevels(fields.tcbLevels, 'QE identity.tcbLevels') }
}

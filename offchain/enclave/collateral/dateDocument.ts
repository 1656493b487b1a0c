import { type Hex, hexToBytes } from 'viem'
import { z } from 'zod'
import type { CollateralDocument } from '../../protocol/tdx/collateralDocument.ts'
import { authorityOf, readCertificate } from '../../protocol/tdx/readCertificate.ts'
import { readCrl } from '../../protocol/tdx/readCrl.ts'
import { UnreadableError } from '../../protocol/tdx/unreadableError.ts'
import type { DatedDocument } from './datedDocument.ts'

const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'must be a time like 2026-11-20T12:00:00Z')
  .transform((text) => Date.parse(text) / 1000)
  .refine(Number.isFinite, 'must be a time')

const dates = { issueDate: instant, nextUpdate: instant, tcbEvaluationDataNumber: z.number().int().min(0) }

/** What a TDX TCB info of version 3 says of itself; Intel, Get TDX TCB Info V4. */
const tcbInfoSchema = z.object({
  id: z.literal('TDX'),
  version: z.literal(3),
  fmspc: z.string().regex(/^[0-9a-fA-F]{12}$/, 'must be 12 hex digits'),
  ...dates,
})

/** The same of the identity of the TD quoting enclave, version 2; Intel, Get TD QE Identity V4. */
const qeIdentitySchema = z.object({ id: z.literal('TD_QE'), version: z.literal(2), ...dates })

const parseSigned = <Schema extends z.ZodTypeAny>(name: string, schema: Schema, json: string): z.output<Schema> => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new UnreadableError(`${name} is not JSON`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UnreadableError(`${name}: ${issue?.path.join('.')} ${issue?.message}`)
}

type SignedDates = { issueDate: number; nextUpdate: number; tcbEvaluationDataNumber: number }

const versionOf = ({ issueDate, nextUpdate, tcbEvaluationDataNumber }: SignedDates) => {
  return { issuedAt: issueDate, nextUpdate, evaluationNumber: tcbEvaluationDataNumber }
}

const dateCrl = (crl: Hex) => {
  const { thisUpdate, nextUpdate, serials } = readCrl(hexToBytes(crl), 'CRL')
  return { version: { issuedAt: thisUpdate, nextUpdate, evaluationNumber: 0 }, revoked: serials }
}

/** Reads what a document says of itself. Throws UnreadableError when it is not what its kind says. */
export const dateDocument = (document: CollateralDocument): DatedDocument => {
  switch (document.kind) {
    case 'rootCrl':
      return { subject: { kind: 'rootCrl' }, ...dateCrl(document.crl), document }
    case 'pckCrl': {
      const { key } = readCertificate(hexToBytes(document.authorityCertificate), 'certificate of the PCK authority')
      return { subject: { kind: 'pckCrl', authority: authorityOf(key) }, ...dateCrl(document.crl), document }
    }
    case 'tcbInfo': {
      const info = parseSigned('TCB info', tcbInfoSchema, document.signed.json)
      const fmspc: Hex = `0x${info.fmspc.toLowerCase()}`
      return { subject: { kind: 'tcbInfo', fmspc }, version: versionOf(info), revoked: [], document }
    }
    case 'qeIdentity': {
      const identity = parseSigned('QE identity', qeIdentitySchema, document.signed.json)
      return { subject: { kind: 'qeIdentity' }, version: versionOf(identity), revoked: [], document }
    }
  }
}

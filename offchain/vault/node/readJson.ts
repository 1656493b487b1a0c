import type { z } from 'zod'
import { RefusedError } from './refusedError.ts'

/** A request's body, when it is what the schema says. */
export const readJson = <Value>(schema: z.ZodType<Value, z.ZodTypeDef, unknown>, body: Uint8Array): Value => {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    throw new RefusedError('malformed', 'the body is not JSON')
  }
  const { success, data, error } = schema.safeParse(parsed)
  if (success) return data
  const [issue] = error.issues
  throw new RefusedError('malformed', `the body is not as it must be at ${issue?.path.join('.')}: ${issue?.message}`)
}

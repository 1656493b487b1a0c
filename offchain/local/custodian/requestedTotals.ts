import { z } from 'zod'

/** Far above any supply, and what the report's arithmetic is safe for. */
const MAX_TOTAL = 2n ** 96n

const total = z.unknown().transform((value, context): bigint | undefined => {
  if (value === undefined) return undefined
  const digits = typeof value === 'string' && /^\d{1,40}$/.test(value)
  const whole = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  if ((digits || whole) && BigInt(value) <= MAX_TOTAL) return BigInt(value)
  const given = JSON.stringify(value).slice(0, 60)
  const message = `${given} is not an amount: send base units as a string of digits, at most 2^96`
  context.addIssue({ code: z.ZodIssueCode.custom, message })
  return z.NEVER
})

/** Body of POST /set-reserves: one or both totals, in base units. */
export const requestedTotals = z
  .object({ totalReserve: total, totalLiabilities: total })
  .strict()
  .refine((totals) => totals.totalReserve !== undefined || totals.totalLiabilities !== undefined, {
    message: 'send totalReserve, totalLiabilities or both',
  })

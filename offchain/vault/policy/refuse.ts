import type { Refusal } from './releasePolicy.ts'

/** A refusal that stands until somebody changes something. */
export const refuse = (code: string, reason: string): Refusal => ({ isAllowed: false, code, reason, retryable: false })

/** A refusal that the next blocks may lift. */
export const refuseForNow = (code: string, reason: string): Refusal => ({ ...refuse(code, reason), retryable: true })

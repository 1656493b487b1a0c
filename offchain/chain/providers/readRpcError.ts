import type { Hex } from 'viem'
import type { RpcOutcome } from './rpcOutcome.ts'

const URL = /\b(https?|wss?):\/\/[^\s"')]+/g
const HEX = /0x(?:[0-9a-f]{2})*/i
const REVERT = /execution reverted|vm execution error|reverted 0x/i
const RATE_LIMIT = /rate.?limit|rate exceeded|too many requests|requests? (per|limit)|compute units|throughput/i
const RATE_LIMIT_CODES = new Set([429, -32007, -32029, -32097])

/** Longest error text that is passed on, in characters. */
const LONGEST_TEXT = 300

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** Some providers put the reason into `data` and a constant into `message`. */
const textOf = (message: unknown, data: unknown): string => {
  const { payload, message: inner } = asRecord(data)
  const detail = [data, payload, inner].find((value) => typeof value === 'string' && !/^0x[0-9a-f]*$/i.test(value))
  const text = [message, detail].filter((part) => typeof part === 'string').join(': ')
  return text.replaceAll(URL, '<url>').slice(0, LONGEST_TEXT) || 'no reason given'
}

/** Revert data, wherever it is kept: `data`, `data.data`, or behind a word as in "Reverted 0x08c3...". */
const revertDataOf = (data: unknown): Hex | undefined => {
  const text = typeof data === 'string' ? data : asRecord(data).data
  const hex = typeof text === 'string' ? text.match(HEX)?.[0] : undefined
  return hex as Hex | undefined
}

/** Tells a revert, which is a fact, from a refusal and from a rate limit, which is a failure of the endpoint. */
export const readRpcError = (error: unknown): RpcOutcome => {
  const { code, message, data } = asRecord(error)
  const number = typeof code === 'number' && Number.isInteger(code) ? code : -32000
  const text = textOf(message, data)
  if (number === 3 || REVERT.test(text)) {
    return { kind: 'reverted', error: { code: 3, message: text, data: revertDataOf(data) ?? '0x' } }
  }
  if (RATE_LIMIT_CODES.has(number) || RATE_LIMIT.test(text)) return { kind: 'failed', reason: text }
  // viem takes an internal error for a revert; without revert data it is none.
  return { kind: 'refused', error: { code: number === -32603 ? -32000 : number, message: text, data: undefined } }
}

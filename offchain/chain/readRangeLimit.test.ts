import { HttpRequestError, RpcRequestError } from 'viem'
import { describe, expect, it } from 'vitest'
import { readRangeLimit } from './readRangeLimit.ts'

const answered = (message: string, code = -32000) =>
  readRangeLimit(new RpcRequestError({ body: {}, error: { code, message: `RPC_URL #1: ${message}` }, url: '' }))

describe('readRangeLimit', () => {
  // As nodes and providers word it.
  it.each([
    ['query returned more than 10000 results', -32005],
    ['query returned more than 10000 results. Try with this block range [0xBDE5F8, 0x102DBCC].', -32005],
    ['Log response size exceeded. Please reduce query block range.', -32602],
    ['query exceeds max results 20000, retry with the range 25766988-25775072', -32602],
    ['block range is too wide', -32000],
    ['block range too high', -32600],
    ['block range is bigger than maxBlockRange', -32000],
    ['query timeout exceeded', -32000],
    ['context deadline exceeded', -32000],
    ['response too large: more than 1000 bytes', -32000],
    ['Response is too big', -32008],
    ['too many logs', -32000],
    ['limit exceeded', -32005],
  ])('hears that it was too much: %s', (message, code) => {
    expect(answered(message, code)).toEqual({ limit: undefined })
  })

  it.each([
    ['range 1000000 exceeds limit of 10000', 10_000n],
    ['block range is larger than max block range, block range = 5120, max block range = 5000', 5_000n],
    ['invalid params: range 9009594 is bigger than range limit 2000', 2_000n],
    ['query exceeds max block range 5000', 5_000n],
    ['eth_getLogs is limited to a 10,000 range', 10_000n],
    ['eth_getLogs is limited to 0 - 2000 blocks range', 2_000n],
    ['You can make eth_getLogs requests with up to a 500 block range.', 500n],
    ['You can make eth_getLogs requests with up to a 2K block range and no limit on the response size', 2_000n],
    ['exceed maximum block range: 5000', 5_000n],
    ['block range too large, max range: 1000', 1_000n],
    ['query block range exceeds server limit, narrow your filter: 5', 5n],
  ])('learns the limit: %s', (message, limit) => {
    expect(answered(message)).toEqual({ limit })
  })

  it.each(['header not found', 'execution reverted', 'nonce too low', 'it has not reached block 95', 'unknown block'])(
    'does not blame the range for: %s',
    (message) => {
      expect(answered(message)).toBeUndefined()
    },
  )

  it('does not blame the range when nothing answered', () => {
    expect(readRangeLimit(new HttpRequestError({ url: 'http://a.test', details: 'range too wide' }))).toBeUndefined()
    expect(readRangeLimit(new Error('range too wide'))).toBeUndefined()
  })
})

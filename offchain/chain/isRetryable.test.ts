import { BlockNotFoundError, createPublicClient, custom, http, pad, parseAbi, RpcRequestError } from 'viem'
import { describe, expect, it } from 'vitest'
import { KitError } from '../errors.ts'
import { isRetryable } from './isRetryable.ts'

const read = (error: { code: number; message: string; data?: string }) => {
  const refuse = async () => {
    throw new RpcRequestError({ body: {}, error, url: '' })
  }
  return createPublicClient({ transport: custom({ request: refuse }, { retryCount: 0 }) })
    .readContract({ address: pad('0x01', { size: 20 }), abi: parseAbi(['function x() view']), functionName: 'x' })
    .catch((failed: unknown) => failed)
}

describe('isRetryable', () => {
  it('is true for an endpoint that does not answer, refuses, or lacks a block', async () => {
    const client = createPublicClient({ transport: http('http://127.0.0.1:1', { retryCount: 0 }) })
    expect(isRetryable(await client.getBlockNumber().catch((failed: unknown) => failed))).toBe(true)
    expect(isRetryable(await read({ code: -32000, message: 'header not found' }))).toBe(true)
    expect(isRetryable(new BlockNotFoundError({ blockNumber: 5n }))).toBe(true)
  })

  it('is false for a revert, which is what the chain says', async () => {
    expect(isRetryable(await read({ code: 3, message: 'execution reverted', data: '0x12345678' }))).toBe(false)
    expect(isRetryable(await read({ code: 3, message: 'execution reverted' }))).toBe(false)
  })

  it('follows what a KitError says of itself, wherever it is wrapped', () => {
    const inner = new KitError('the node is gone', { retryable: true })
    expect(isRetryable(new Error('outer', { cause: new Error('middle', { cause: inner }) }))).toBe(true)
    expect(isRetryable(new KitError('RPC_URL is missing'))).toBe(false)
  })

  it('is false for a mistake of ours', () => {
    expect(isRetryable(new TypeError('undefined is not a function'))).toBe(false)
    expect(isRetryable('text')).toBe(false)
    expect(isRetryable(undefined)).toBe(false)
  })
})

import {
  createPublicClient,
  encodeErrorResult,
  http,
  InvalidInputRpcError,
  RawContractError,
  RpcRequestError,
} from 'viem'
import { describe, expect, it } from 'vitest'
import { describeError } from './describeError.ts'
import { recoveryTreasuryAbi, reserveAttestationAbi } from './generated.ts'

describe('describeError', () => {
  it('decodes the errors of the treasury and of what it calls, arguments included', () => {
    const ofTreasury = encodeErrorResult({ abi: recoveryTreasuryAbi, errorName: 'MinOutTooLow', args: [7n, 9n] })
    const ofAttestation = encodeErrorResult({ abi: reserveAttestationAbi, errorName: 'EpochNotNewer', args: [1n, 2n] })
    expect(describeError(new RawContractError({ data: ofTreasury }))).toBe('MinOutTooLow(7, 9)')
    expect(describeError(new RawContractError({ data: ofAttestation }))).toBe('EpochNotNewer(1, 2)')
    expect(describeError(new RawContractError({ data: '0x12345678' }))).toBe('unknown error 0x12345678()')
  })

  it('never shows the endpoint, whose path may be a key', async () => {
    const client = createPublicClient({ transport: http('http://127.0.0.1:1/v2/SECRET-KEY', { retryCount: 0 }) })
    const error = await client.getBlockNumber().catch((failed) => failed)
    expect(String(error)).toContain('SECRET-KEY')
    expect(describeError(error)).not.toContain('SECRET-KEY')
    expect(describeError(error)).not.toBe('')
  })

  it('says what the node said, not how viem calls its code', () => {
    const error = { code: -32000, message: 'RPC_URL #2: header not found, see https://provider.example/key' }
    const wrapped = new InvalidInputRpcError(new RpcRequestError({ body: {}, error, url: 'RPC_URL #2' }))
    expect(describeError(wrapped)).toBe('RPC_URL #2: header not found, see <url>')
  })

  it('keeps the message of any other error', () => {
    expect(describeError(new Error('plain'))).toBe('plain')
    expect(describeError('text')).toBe('text')
  })
})

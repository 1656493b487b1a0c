import { describe, expect, it } from 'vitest'
import { describeRefusal } from './describeRefusal.ts'

describe('describeRefusal', () => {
  it.each([
    '✖ Transaction failed\nAuthentication required.\n\nSign in using one of: awal auth login',
    '✖ Failed to fetch balances\nAuthentication required.',
    'Not authenticated',
    'Transaction failed: Insufficient USDC balance. You have 0.00 USDC but need $0.001.',
    'Insufficient balance',
    'Transaction failed: Amount $12 exceeds per-request limit of $5. Adjust limits in the wallet app.',
    'Could not resolve ENS name',
    '✖ Transaction failed\nInvalid recipient',
    'Swap failed: Invalid token',
    'Swap failed: Cannot swap a token to itself',
    'Transaction failed: Amount has 7 decimals but token only supports 6',
    'Swap failed: No liquidity',
    "error: unknown option '--to'",
    'awal does not start: ENOENT',
  ])('knows that nothing was sent after: %s', (text) => {
    expect(describeRefusal(text).isHarmless).toBe(true)
  })

  it.each([
    'Bridge communication error: request timed out',
    'Swap failed: TRANSFER_FROM_FAILED',
    '✖ Transaction failed',
    'Transaction failed: Bridge communication error: Insufficient balance',
    'Transaction failed: reverted after Not authenticated',
    'something new',
  ])('does not trust: %s', (text) => {
    expect(describeRefusal(text).isHarmless).toBe(false)
  })

  it.each([
    'Transaction failed: Insufficient USDC balance. You have 12.34 USDC but need $5678.90.',
    'Transfer of $5678.90 (5678900000) by me@example.org to 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913 failed at https://rpc.example/key5678',
  ])('shows no figure, address, name or URL of: %s', (text) => {
    expect(describeRefusal(text).reason).not.toMatch(/5678|12\.34|0x83|example/)
  })

  it('says in bounded words what it was told', () => {
    expect(describeRefusal('Bridge communication error: timeout after 30s').reason).toBe(
      'it says: Bridge communication error: timeout after <n>s',
    )
    expect(describeRefusal('x'.repeat(5_000)).reason.length).toBeLessThan(200)
  })
})

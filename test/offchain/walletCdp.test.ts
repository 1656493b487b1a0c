import { inspect } from 'node:util'
import { serializeTransaction } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CdpSignerParameters, cdpSigner } from '../../offchain/agent/wallets/cdpSigner.ts'
import type { UnsignedTransaction } from '../../offchain/agent/wallets/signer.ts'
import { signTransaction } from '../../offchain/agent/wallets/signTransaction.ts'
import { KitError } from '../../offchain/errors.ts'
import { type FakeCdp, startFakeCdp } from './startFakeCdp.ts'

const TRANSACTION: UnsignedTransaction = {
  type: 'eip1559',
  chainId: 31337,
  nonce: 7,
  to: '0x00000000000000000000000000000000000000aa',
  value: 0n,
  data: '0x1234',
  gas: 300_000n,
  maxFeePerGas: 20_000_000_000n,
  maxPriorityFeePerGas: 1_000_000_000n,
}
const NOW = 1_800_000_000

let cdp: FakeCdp
beforeEach(async () => {
  cdp = await startFakeCdp()
})
afterEach(async () => {
  await cdp.stop()
  vi.restoreAllMocks()
})

const sign = async (change: Partial<CdpSignerParameters> = {}) =>
  signTransaction(await cdpSigner({ ...cdp.credentials, ...change }), TRANSACTION, NOW)

/** What signing fails with, provided that nothing secret, no URL and no token shows anywhere in it. */
const errorOf = async (change: Partial<CdpSignerParameters> = {}): Promise<KitError> => {
  const error: unknown = await sign(change).then(
    () => expect.fail('it signed'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof KitError)) throw error
  const shown = inspect(error, { depth: 9 })
  for (const secret of [cdp.credentials.apiKeySecret, cdp.credentials.walletSecret, 'Bearer', 'http://', 'eyJ']) {
    expect(shown).not.toContain(secret)
  }
  return error
}
const answers = (status: number, body: unknown) => cdp.behave(async () => ({ status, body }))
const signs = (signed: (transaction: UnsignedTransaction) => Promise<unknown>) =>
  cdp.behave(async (transaction) => ({ status: 200, body: { signedTransaction: await signed(transaction) } }))

describe('a CDP server wallet', () => {
  it('signs through the SDK with both tokens, and reports to nobody', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'))
    const signed = await sign()
    expect(signed).toMatchObject({ sender: cdp.credentials.address, nonce: 7, signedAt: NOW })
    expect(signed.rawTransaction).toBe(await cdp.sign(TRANSACTION))
    expect(cdp.requests()).toBe(1)
    answers(500, 'an error')
    await errorOf()
    expect(fetched).not.toHaveBeenCalled()
  })

  it.each<[number, unknown, boolean, RegExp]>([
    [401, { errorType: 'unauthorized', errorMessage: 'x' }, false, /401 \(unauthorized\); check CDP_API_KEY_ID/],
    [403, { errorType: 'policy_violation', errorMessage: 'x' }, false, /403 \(policy_violation\); check the API key's/],
    [404, { errorType: 'not_found', errorMessage: 'x' }, false, /404 \(not_found\); check AGENT_ADDRESS/],
    [400, { errorType: 'malformed_transaction', errorMessage: 'x' }, false, /400 \(malformed_transaction\); see/],
    [400, { errorType: 'Bearer <http://secret>', errorMessage: 'x' }, false, /400 \(unknown\)/],
    [429, { errorType: 'rate_limit_exceeded', errorMessage: 'x' }, true, /429 \(rate_limit_exceeded\)$/],
    [500, { errorType: 'internal_server_error', errorMessage: 'x' }, true, /500 \(internal_server_error\)$/],
    [502, '<html>Bad gateway</html>', true, /502 \(bad_gateway\)$/],
    [503, '', true, /503 \(service_unavailable\)$/],
  ])('says what an answer of %i means (%j), and whether it may pass', async (status, body, retryable, message) => {
    answers(status, body)
    const error = await errorOf()
    expect(error.message).toMatch(message)
    expect(error.message).toContain(`CDP does not sign for ${cdp.credentials.address}`)
    expect(error.retryable).toBe(retryable)
  })

  it('is refused when it signs its requests with another key', async () => {
    const other = await startFakeCdp()
    for (const field of ['apiKeySecret', 'walletSecret'] as const) {
      expect((await errorOf({ [field]: other.credentials[field] })).message).toMatch(/401 \(unauthorized\)/)
    }
    await other.stop()
  })

  it('says that the account is not of this project', async () => {
    const { address } = privateKeyToAccount(generatePrivateKey())
    expect((await errorOf({ address })).message).toBe(
      `CDP does not sign for ${address}: 404 (not_found); check AGENT_ADDRESS and that the API key is of its project`,
    )
  })

  it.each(['apiKeySecret', 'walletSecret'] as const)('does not show a malformed %s', async (field) => {
    const error = await errorOf({ [field]: 'my-secret-text' })
    expect(inspect(error, { depth: 9 })).not.toContain('my-secret-text')
    expect(error.message).toMatch(/^the request to CDP could not be made; check the format of/)
    expect(error.retryable).toBe(false)
  })

  it('may be tried again when nobody answers at all', async () => {
    await cdp.stop()
    const error = await errorOf()
    expect(error).toMatchObject({ message: expect.stringMatching(/: no answer/), retryable: true })
  })

  it('does not wait for ever for an answer', async () => {
    cdp.behave(async () => undefined)
    const error = await errorOf({ timeoutMs: 100 })
    expect(error).toMatchObject({ message: 'CDP did not answer within 100 ms', retryable: true })
  })

  it.each<[string, (transaction: UnsignedTransaction) => Promise<unknown>]>([
    [
      'a signature by another key',
      (transaction) => privateKeyToAccount(generatePrivateKey()).signTransaction(transaction),
    ],
    ['another recipient', ({ to: _to, ...rest }) => cdp.sign({ ...rest, to: cdp.credentials.address })],
    ['a higher fee', (transaction) => cdp.sign({ ...transaction, maxFeePerGas: 10n ** 18n })],
    ['another nonce', (transaction) => cdp.sign({ ...transaction, nonce: 8 })],
    ['no signature', async (transaction) => serializeTransaction(transaction)],
    ['half an answer', async (transaction) => (await cdp.sign(transaction)).slice(0, 60)],
    ['a number', async () => 7],
    ['nothing', async () => undefined],
  ])('is not believed when it returns %s', async (_what, signed) => {
    signs(signed)
    expect((await errorOf()).message).toMatch(/^the cdp signer returned something else than this transaction signed by/)
  })
})

import { createPublicClient, custom, RpcRequestError } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { broadcastTransaction } from './broadcastTransaction.ts'

const account = privateKeyToAccount(generatePrivateKey())
const RAW = await account.signTransaction({
  type: 'eip1559',
  chainId: 31337,
  to: account.address,
  gas: 21_000n,
  maxFeePerGas: 2n,
  maxPriorityFeePerGas: 1n,
})

/** A client of a node that answers every broadcast with this error, or with none. Its name means nothing. */
const clientOf = (message?: string) =>
  createPublicClient({
    transport: custom(
      {
        request: async ({ method }) => {
          if (message === undefined) return `0x${'11'.repeat(32)}`
          throw new RpcRequestError({
            body: { method },
            url: 'alreadyknown.insufficientfunds',
            error: { code: -32_000, message },
          })
        },
      },
      { retryCount: 0 },
    ),
  })

describe('broadcastTransaction', () => {
  it.each([
    [undefined],
    ['already known'],
    ['Known transaction'],
    ['transaction already imported'],
    ['ALREADY_EXISTS: already exists'],
    ['AlreadyKnown'],
    ['nonce too low: next nonce 8, tx nonce 7'],
    ['nonce too low'],
    ['OldNonce'],
    ['replacement transaction underpriced'],
    ['replacement transaction underpriced: address 0x01, have 1 gwei'],
    ['ReplacementNotAllowed'],
    ['could not replace existing tx'],
  ])('is content when the node answers %j', async (message) => {
    await expect(broadcastTransaction(clientOf(message), RAW)).resolves.toBeUndefined()
  })

  it.each([
    ['max fee per gas less than block base fee: address 0x01, maxFeePerGas: 1, baseFee: 2'],
    ['max fee per gas less than block base fee'],
    ['transaction underpriced'],
    ['transaction underpriced: gas tip cap 0, minimum needed 1'],
    ['FeeTooLow, MaxFeePerGas too low'],
  ])('says that the fees are too low when the node answers %j', async (message) => {
    const broadcast = broadcastTransaction(clientOf(message), RAW)
    await expect(broadcast).rejects.toMatchObject({ name: 'KitError', retryable: true })
    await expect(broadcast).rejects.toThrow('the node takes no transaction with fees this low at present')
  })

  it.each([
    ['insufficient funds for gas * price + value: balance 1, tx cost 2'],
    ['Insufficient funds for gas * price + value'],
    ['InsufficientFunds, Account balance: 0'],
  ])('says whose balance is too low when the node answers %j', async (message) => {
    const broadcast = broadcastTransaction(clientOf(message), RAW)
    await expect(broadcast).rejects.toMatchObject({ name: 'KitError', retryable: true })
    await expect(broadcast).rejects.toThrow(`${account.address} cannot pay for gas; send it ether`)
  })

  it.each([['txpool is full'], ['invalid sender'], ['429 Too Many Requests'], ['nonce too high']])(
    'passes on that the node answers %j',
    async (message) => {
      await expect(broadcastTransaction(clientOf(message), RAW)).rejects.toMatchObject({ details: message })
    },
  )
})

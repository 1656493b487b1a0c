import { type Account, BaseError, createWalletClient, type Hex, http, keccak256, type PublicClient } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { Wallet } from './wallet.ts'

/** Room above the estimate, in percent: the pool and the feeds may move before the transaction is mined. */
const GAS_MARGIN_PERCENT = 25n

/** What nodes answer when they hold these very bytes already. */
const ALREADY_SENT = /already known|already imported|nonce too low|transaction already/i

/** Signs with a key held in memory. */
export const localKeyWallet = (client: PublicClient, account: PrivateKeyAccount): Wallet => {
  const signer = createWalletClient({
    account: account as Account,
    chain: client.chain,
    transport: http(client.transport.url),
  })
  return {
    kind: 'localKey',
    address: account.address,
    async prepare(call) {
      const estimate = await client.estimateGas({ account, ...call })
      const nonce = await client.getTransactionCount({ address: account.address, blockTag: 'pending' })
      const request = await signer.prepareTransactionRequest({
        ...call,
        account,
        chain: client.chain,
        nonce,
        gas: (estimate * (100n + GAS_MARGIN_PERCENT)) / 100n,
      })
      const rawTransaction = await account.signTransaction(request as Parameters<typeof account.signTransaction>[0])
      return { txHash: keccak256(rawTransaction), rawTransaction, nonce }
    },
    async broadcast(rawTransaction: Hex) {
      try {
        await client.sendRawTransaction({ serializedTransaction: rawTransaction })
      } catch (error) {
        // The chain, not this answer, says whether it was mined.
        if (error instanceof BaseError && ALREADY_SENT.test(error.message)) return
        throw error
      }
    },
  }
}

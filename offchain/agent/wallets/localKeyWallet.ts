import { BaseError, formatGwei, type Hex, keccak256, type PublicClient, parseTransaction } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { KitError } from '../../errors.ts'
import type { Wallet } from './wallet.ts'

/** Room above the estimate, in percent: the pool and the feeds may move before the transaction is mined. */
const GAS_MARGIN_PERCENT = 25n
/** A heal costs below 300,000; more is a lying node or another contract. */
const MAX_GAS = 1_000_000n
/** What nodes want on top to replace a transaction is 10 %. */
const OUTBID_PERCENT = 125n

/** What nodes answer when they hold these very bytes, or another transaction of this nonce, already. */
const ALREADY_SENT = /already known|already imported|nonce too low|transaction already/i

type Fees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** At least what nodes demand to replace what was signed for the same nonce before. */
const outbid = (fees: Fees, earlier: readonly Hex[], nonce: number): Fees =>
  earlier
    .map((raw) => parseTransaction(raw))
    .filter((transaction) => transaction.nonce === nonce)
    .reduce(
      (highest, { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n }) => ({
        maxFeePerGas: max(highest.maxFeePerGas, (maxFeePerGas * OUTBID_PERCENT) / 100n),
        maxPriorityFeePerGas: max(highest.maxPriorityFeePerGas, (maxPriorityFeePerGas * OUTBID_PERCENT) / 100n),
      }),
      fees,
    )

export type LocalKeyWalletOptions = {
  account: PrivateKeyAccount
  /** Wei; a transaction that needs more is not signed. */
  maxFeePerGas: bigint
}

/** Signs with a key held in memory. Chain id and call are ours; of the node's fees and gas, nothing above the caps. */
export const localKeyWallet = (client: PublicClient, { account, maxFeePerGas }: LocalKeyWalletOptions): Wallet => ({
  kind: 'localKey',
  address: account.address,
  async prepare(call, earlier) {
    const chainId = client.chain?.id
    if (chainId === undefined) throw new KitError('the client has no chain: nothing is signed without a chain id')
    const [estimate, nonce, offered] = await Promise.all([
      client.estimateGas({ account, ...call }),
      // Not `pending`: what waits there is ours, and may wait for ever.
      client.getTransactionCount({ address: account.address, blockTag: 'latest' }),
      client.estimateFeesPerGas(),
    ])
    const gas = (estimate * (100n + GAS_MARGIN_PERCENT)) / 100n
    if (gas > MAX_GAS) throw new KitError(`the node wants ${gas} gas for a heal, above ${MAX_GAS}`)
    const fees = outbid(offered, earlier, nonce)
    if (fees.maxFeePerGas > maxFeePerGas) {
      const [wanted, cap] = [formatGwei(fees.maxFeePerGas), formatGwei(maxFeePerGas)]
      throw new KitError(`a fee of ${wanted} gwei is above MAX_FEE_GWEI (${cap})`, { retryable: true })
    }
    const rawTransaction = await account.signTransaction({ type: 'eip1559', chainId, nonce, gas, ...fees, ...call })
    return { txHash: keccak256(rawTransaction), rawTransaction, sender: account.address, nonce }
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
})

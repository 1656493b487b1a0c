import { formatGwei, isAddressEqual, type PublicClient, parseTransaction } from 'viem'
import { KitError } from '../../errors.ts'
import { capFees, decideReplacement, outbidFees } from '../../protocol/feePolicy.ts'
import { broadcastTransaction } from './broadcastTransaction.ts'
import type { Signer } from './signer.ts'
import { signTransaction } from './signTransaction.ts'
import type { Wallet } from './wallet.ts'

/** Room above the estimate, in percent: the pool and the feeds may move before the transaction is mined. */
const GAS_MARGIN_PERCENT = 25n
/** A heal costs below 300,000; more is a lying node or another contract. */
const MAX_GAS = 1_000_000n

export type TransactionWalletParameters = {
  signer: Signer
  /** Wei per gas; a transaction that needs more is not signed. */
  maxFeePerGas: bigint
  /** How long a transaction may wait with fees below what is asked for. */
  replaceAfterSeconds: number
  /** The present time in Unix seconds. */
  now: () => number
}

/** Chain id, nonce and call are ours; of the node's fees and gas, nothing above the caps. */
export const transactionWallet = (
  client: PublicClient,
  { signer, maxFeePerGas: cap, replaceAfterSeconds, now }: TransactionWalletParameters,
): Wallet => {
  const chainId = client.chain?.id
  if (chainId === undefined) throw new KitError('the client has no chain: nothing is signed without a chain id')
  const { kind, address } = signer
  return {
    kind,
    address,
    async prepare({ to, data }, { blockNumber, earlier }) {
      const [estimate, nonce, current] = await Promise.all([
        client.estimateGas({ account: address, to, data, prepare: false }),
        // Mined ones only. Not `pending`: what waits there is ours, and may wait for ever.
        client.getTransactionCount({ address, blockNumber }),
        client.estimateFeesPerGas(),
      ])
      const gas = (estimate * (100n + GAS_MARGIN_PERCENT)) / 100n
      if (gas > MAX_GAS) throw new KitError(`the node wants ${gas} gas for a heal, above ${MAX_GAS}`)
      const rivals = earlier.filter((other) => other.nonce === nonce && isAddressEqual(other.sender, address))
      if (current.maxFeePerGas > cap) {
        const [wanted, allowed] = [formatGwei(current.maxFeePerGas), formatGwei(cap)]
        throw new KitError(`a fee of ${wanted} gwei is above MAX_FEE_GWEI (${allowed})`, { retryable: true })
      }
      // A rival near the cap may be gone from every pool: it must not keep its nonce for ever.
      const fees = capFees(outbidFees(current, rivals), cap)
      return signTransaction(signer, { type: 'eip1559', chainId, nonce, to, value: 0n, data, gas, ...fees }, now())
    },
    async replace(waiting) {
      const { to, data, gas } = parseTransaction(waiting.rawTransaction)
      if (!to || !data || !gas || !isAddressEqual(waiting.sender, address)) return undefined
      const decision = decideReplacement({
        signedAt: waiting.signedAt,
        now: now(),
        replaceAfterSeconds,
        waiting,
        current: await client.estimateFeesPerGas(),
        cap,
      })
      if (decision.action !== 'replace') return undefined
      const { nonce } = waiting
      const unsigned = { type: 'eip1559', chainId, nonce, to, value: 0n, data, gas, ...decision.fees } as const
      return signTransaction(signer, unsigned, now())
    },
    broadcast: (rawTransaction) => broadcastTransaction(client, rawTransaction),
  }
}

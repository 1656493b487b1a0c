import { formatEther, formatGwei, isAddressEqual, type PublicClient, parseTransaction } from 'viem'
import { KitError } from '../../errors.ts'
import { capFees, decideReplacement, MAX_TRANSACTION_GAS, outbidFees } from '../../protocol/feePolicy.ts'
import { broadcastTransaction } from './broadcastTransaction.ts'
import type { Signer } from './signer.ts'
import { signTransaction } from './signTransaction.ts'
import { UnaffordableError } from './unaffordableError.ts'
import type { Purpose, Wallet } from './wallet.ts'

/** Room above the estimate, in percent: the pool and the feeds may move before the transaction is mined. */
const GAS_MARGIN_PERCENT = 25n
/**
 * A heal costs below 300,000; more is a lying node or another contract. Of Intel's documents a TCB info costs below
 * 1,250,000, but a PCK CRL 25,000 for each certificate that is newly revoked, up to what the chain lets into one
 * transaction: what bounds upkeep is the ether that it has to leave.
 */
const MAX_GAS: Record<Purpose, bigint> = {
  heal: 1_000_000n,
  replenish: 1_000_000n,
  pool: 1_000_000n,
  upkeep: MAX_TRANSACTION_GAS,
}
/** What a heal costs, with its margin, rounded up: for as much at the highest fee, upkeep leaves ether. */
const HEAL_GAS = 400_000n
const NAMED: Record<Purpose, string> = {
  heal: 'a heal',
  replenish: 'a replenishment',
  pool: 'a call about the pool',
  upkeep: 'upkeep',
}

export type TransactionWalletParameters = {
  signer: Signer
  /** Wei per gas; a transaction that needs more is not signed. */
  maxFeePerGas: bigint
  /** Wei that upkeep leaves on the account, besides what a heal needs. */
  minBalance: bigint
  /** How long a transaction may wait with fees below what is asked for. */
  replaceAfterSeconds: number
  /** The present time in Unix seconds. */
  now: () => number
}

/** Chain id, nonce and call are ours; of the node's fees and gas, nothing above the caps. */
export const transactionWallet = (
  client: PublicClient,
  { signer, maxFeePerGas, minBalance, replaceAfterSeconds, now }: TransactionWalletParameters,
): Wallet => {
  const chainId = client.chain?.id
  if (chainId === undefined) throw new KitError('the client has no chain: nothing is signed without a chain id')
  const { kind, address } = signer
  const capOf = (purpose: Purpose): bigint => (purpose === 'heal' ? maxFeePerGas : maxFeePerGas / 2n)
  const forHeal = HEAL_GAS * maxFeePerGas
  const reserve = forHeal > minBalance ? forHeal : minBalance
  /** Why a transaction of upkeep may not be paid for; undefined when it may. */
  const findShortage = async (gas: bigint, fee: bigint): Promise<string | undefined> => {
    const balance = await client.getBalance({ address })
    if (balance - gas * fee >= reserve) return undefined
    const [has, needs] = [formatEther(balance), formatEther(gas * fee + reserve)]
    return `${address} has ${has} ether; upkeep that leaves a heal and MIN_GAS_BALANCE theirs needs ${needs}`
  }
  return {
    kind,
    address,
    async prepare({ to, data }, { blockNumber, earlier, purpose = 'heal' }) {
      const cap = capOf(purpose)
      const [estimate, nonce, current] = await Promise.all([
        client.estimateGas({ account: address, to, data, prepare: false }),
        // Mined ones only. Not `pending`: what waits there is ours, and may wait for ever.
        client.getTransactionCount({ address, blockNumber }),
        client.estimateFeesPerGas(),
      ])
      const wanted = (estimate * (100n + GAS_MARGIN_PERCENT)) / 100n
      const maxGas = MAX_GAS[purpose]
      // Room that the chain does not give is not needed by what just fits.
      const gas = purpose === 'upkeep' && wanted > maxGas && estimate <= maxGas ? maxGas : wanted
      if (gas > maxGas) throw new KitError(`the node wants ${gas} gas for ${NAMED[purpose]}, above ${maxGas}`)
      const rivals = earlier.filter((other) => other.nonce === nonce && isAddressEqual(other.sender, address))
      if (current.maxFeePerGas > cap) {
        const [asked, allowed] = [formatGwei(current.maxFeePerGas), formatGwei(cap)]
        const limit = purpose === 'heal' ? 'MAX_FEE_GWEI' : 'half of MAX_FEE_GWEI'
        throw new UnaffordableError(`a fee of ${asked} gwei is above ${limit} (${allowed})`)
      }
      // A rival near the cap may be gone from every pool: it must not keep its nonce for ever.
      const fees = capFees(outbidFees(current, rivals), cap)
      const shortage = purpose === 'upkeep' ? await findShortage(gas, fees.maxFeePerGas) : undefined
      if (shortage) throw new UnaffordableError(shortage)
      return signTransaction(signer, { type: 'eip1559', chainId, nonce, to, value: 0n, data, gas, ...fees }, now())
    },
    async replace(waiting, purpose = 'heal') {
      const { to, data, gas } = parseTransaction(waiting.rawTransaction)
      if (!to || !data || !gas || !isAddressEqual(waiting.sender, address)) return undefined
      const decision = decideReplacement({
        signedAt: waiting.signedAt,
        now: now(),
        replaceAfterSeconds,
        waiting,
        current: await client.estimateFeesPerGas(),
        cap: capOf(purpose),
      })
      if (decision.action !== 'replace') return undefined
      if (purpose === 'upkeep' && (await findShortage(gas, decision.fees.maxFeePerGas))) return undefined
      const { nonce } = waiting
      const unsigned = { type: 'eip1559', chainId, nonce, to, value: 0n, data, gas, ...decision.fees } as const
      return signTransaction(signer, unsigned, now())
    },
    broadcast: (rawTransaction) => broadcastTransaction(client, rawTransaction),
  }
}

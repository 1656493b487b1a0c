import { formatEther, formatGwei, type Hex, keccak256, type PublicClient, type TransactionReceipt } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { describeError } from '../../chain/describeError.ts'
import { KitError } from '../../errors.ts'
import { capFees, type Fees, MAX_TRANSACTION_GAS, outbidFees } from '../../protocol/feePolicy.ts'
import { untilAborted } from '../../untilAborted.ts'
import type { PaidCall, Payer } from './payer.ts'
import { RevertedError } from './revertedError.ts'
import { publicCarrier, type TransactionCarrier } from './transactionCarrier.ts'

export type AccountPayerParameters = {
  privateKey: Hex
  /** Wei per gas; a transaction that needs more is not signed. */
  maxFeePerGas: bigint
  /** How long a transaction is waited for before another one takes its nonce, in milliseconds. */
  receiptTimeoutMs: number
  /** How transactions travel; by the client's own nodes unless told otherwise. */
  carrier?: TransactionCarrier
}

/** Room above the estimate, in percent: what was submitted meanwhile makes the same call dearer. */
const GAS_MARGIN_PERCENT = 20n
/** A node answers so when another transaction waits at this nonce: one of ours, of which this process need not know. */
const UNDERPRICED = /underpriced|could not replace existing|replacement ?not ?allowed/i

const accountOf = (privateKey: Hex): PrivateKeyAccount => {
  try {
    return privateKeyToAccount(privateKey)
  } catch {
    // Without the cause: noble shows a key that is out of range.
    throw new KitError("the payer's key is not a private key of secp256k1; check where it comes from")
  }
}

const explainStop = () => new KitError('stopped while a transaction was waited for', { retryable: true })

type Offer = Fees & { nonce: number }
/** Signed and sent, and nobody said that it arrived. */
type Unanswered = Offer & PaidCall & { gas: bigint; serializedTransaction: Hex }

const covers = (offered: Fees, wanted: Fees): boolean =>
  offered.maxFeePerGas >= wanted.maxFeePerGas && offered.maxPriorityFeePerGas >= wanted.maxPriorityFeePerGas

/** Pays with an account whose key is in memory, and which nobody else pays with. One call at a time. */
export const accountPayer = (
  client: PublicClient,
  { privateKey, maxFeePerGas: cap, receiptTimeoutMs, carrier = publicCarrier(client) }: AccountPayerParameters,
): Payer => {
  const chainId = client.chain?.id
  if (chainId === undefined) throw new KitError('the client has no chain: nothing is signed without a chain id')
  const account = accountOf(privateKey)
  const { address } = account
  /** What a node keeps, for all we know: whoever comes after it at the same nonce has to outbid it. */
  let waiting: Offer | undefined
  let unanswered: Unanswered | undefined

  /** Nothing is outbid that no node keeps: a node that takes no writes would otherwise drive the fees up to the cap. */
  const submit = async (offer: Unanswered, signal: AbortSignal): Promise<void> => {
    unanswered = offer
    try {
      await carrier.carry(offer.serializedTransaction, signal)
    } catch (cause) {
      if (UNDERPRICED.test(describeError(cause))) waiting = offer
      throw cause
    }
    waiting = offer
    unanswered = undefined
  }

  const explainTimeout = async (hash: Hex, nonce: number): Promise<string> => {
    const isTaken = (await client.getTransactionCount({ address })) > nonce
    if (!isTaken) return `transaction ${hash} was not mined within ${receiptTimeoutMs} ms`
    return `transaction ${hash} will not be mined: another one took nonce ${nonce} of the payer ${address}; give every process a payer of its own`
  }

  const waitFor = async ({ serializedTransaction, nonce }: Unanswered, signal: AbortSignal) => {
    const hash = keccak256(serializedTransaction)
    // Otherwise viem hands back whatever took the nonce, as if it had been asked for that.
    const wait = { hash, timeout: receiptTimeoutMs, checkReplacement: false }
    const mine = (): Promise<TransactionReceipt> =>
      client.waitForTransactionReceipt(wait).catch(async (cause: unknown) => {
        throw new KitError(await explainTimeout(hash, nonce), { cause, retryable: true })
      })
    const receipt = await untilAborted(signal, mine, explainStop)
    if (receipt.status !== 'success') throw new RevertedError(`transaction ${hash} reverted`)
    return receipt
  }

  return {
    address,
    async send({ to, data }, signal) {
      const [estimate, nonce, current, balance] = await Promise.all([
        client.estimateGas({ account: address, to, data, prepare: false }),
        // Mined ones only: what waits there is ours, and may wait for ever.
        client.getTransactionCount({ address }),
        client.estimateFeesPerGas(),
        client.getBalance({ address }),
      ])
      if (estimate > MAX_TRANSACTION_GAS)
        throw new KitError(`the node wants ${estimate} gas, above ${MAX_TRANSACTION_GAS}`)
      const roomy = (estimate * (100n + GAS_MARGIN_PERCENT)) / 100n
      const gas = roomy > MAX_TRANSACTION_GAS ? MAX_TRANSACTION_GAS : roomy
      if (current.maxFeePerGas > cap) {
        const [wanted, allowed] = [formatGwei(current.maxFeePerGas), formatGwei(cap)]
        throw new KitError(`a fee of ${wanted} gwei is above ENCLAVE_MAX_FEE_GWEI (${allowed})`, { retryable: true })
      }
      const fees = capFees(outbidFees(current, waiting?.nonce === nonce ? [waiting] : []), cap)
      if (balance < gas * fees.maxFeePerGas) {
        const [has, needs] = [formatEther(balance), formatEther(gas * fees.maxFeePerGas)]
        throw new KitError(`the payer ${address} has ${has} ether and needs ${needs}; send it ether`, {
          retryable: true,
        })
      }
      const isSame = unanswered?.nonce === nonce && unanswered.to === to && unanswered.data === data
      const isEnough = unanswered && unanswered.gas >= estimate && covers(unanswered, fees)
      if (!unanswered || !isSame || !isEnough || balance < unanswered.gas * unanswered.maxFeePerGas) {
        const transaction = { type: 'eip1559', chainId, nonce, to, value: 0n, data, gas, ...fees } as const
        const serializedTransaction = await account.signTransaction(transaction)
        unanswered = { nonce, to, data, gas, ...fees, serializedTransaction }
      }
      const offer = unanswered
      const over = new AbortController()
      try {
        await submit(offer, AbortSignal.any([signal, over.signal]))
        return await waitFor(offer, signal)
      } finally {
        over.abort()
      }
    },
  }
}

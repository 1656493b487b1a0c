import {
  type Address,
  formatEther,
  formatGwei,
  type Hex,
  keccak256,
  type PrivateKeyAccount,
  type PublicClient,
  type TransactionReceipt,
} from 'viem'
import { describeError, findRevert } from '../../chain/describeError.ts'
import { KitError } from '../../errors.ts'
import { capFees, type Fees, MAX_TRANSACTION_GAS, outbidFees } from '../../protocol/feePolicy.ts'
import { untilAborted } from '../../untilAborted.ts'
import { RefusedError } from '../refusedError.ts'

export type SentCall = {
  to: Address
  data: Hex
  /** Nothing is signed at a lower nonce: a node that shows more of the account than it can have sent is not believed. */
  leastNonce?: bigint
}

/** Sends a call and waits until it is mined; a {@link RefusedError} says why the contract would not take it. */
export type Send = (call: SentCall, signal: AbortSignal) => Promise<TransactionReceipt>

export type SenderParameters = {
  client: PublicClient
  account: PrivateKeyAccount
  chainId: number
  /** Wei per gas; a transaction that needs more is not signed. */
  maxFeePerGas: bigint
  /** How long a transaction is waited for, in milliseconds. */
  receiptTimeoutMs: number
}

type PlainCall = Omit<SentCall, 'leastNonce'>

/** Room above the estimate, in percent: what others do meanwhile makes the same call dearer. */
const GAS_MARGIN_PERCENT = 30n
/** A node answers so when another transaction waits at this nonce: one of a run that was killed. */
const UNDERPRICED = /underpriced|could not replace existing|replacement ?not ?allowed/i

const explainStop = () => new KitError('stopped while a transaction was waited for', { retryable: true })

/**
 * Sends from one account, and keeps nothing between two calls. Every transaction takes the nonce after the last mined one,
 * read before the call is simulated: should one of a run that was killed still wait, both have that nonce, and at most one
 * of them happens; should it be mined by then, the simulation is made on what it changed.
 */
export const createSender = ({
  client,
  account,
  chainId,
  maxFeePerGas: cap,
  receiptTimeoutMs,
}: SenderParameters): Send => {
  const { address } = account

  const simulate = async (call: PlainCall): Promise<bigint> => {
    let estimate: bigint
    try {
      estimate = await client.estimateGas({ account: address, ...call, prepare: false })
    } catch (cause) {
      if (findRevert(cause))
        throw new RefusedError(`the contract ${call.to} refuses: ${describeError(cause)}`, { cause })
      throw cause
    }
    if (estimate > MAX_TRANSACTION_GAS)
      throw new KitError(`the node wants ${estimate} gas, above ${MAX_TRANSACTION_GAS}`)
    const roomy = (estimate * (100n + GAS_MARGIN_PERCENT)) / 100n
    return roomy > MAX_TRANSACTION_GAS ? MAX_TRANSACTION_GAS : roomy
  }

  const requireEther = async (gas: bigint, { maxFeePerGas }: Fees): Promise<void> => {
    const balance = await client.getBalance({ address })
    if (balance >= gas * maxFeePerGas) return
    const [has, needs] = [formatEther(balance), formatEther(gas * maxFeePerGas)]
    throw new KitError(`the account ${address} has ${has} ether and needs ${needs}; send it ether`)
  }

  /** Outbids what waits at the nonce, as far as the cap allows. */
  const broadcast = async (call: PlainCall, nonce: number, gas: bigint, fees: Fees): Promise<Hex> => {
    await requireEther(gas, fees)
    const transaction = { type: 'eip1559', chainId, nonce, value: 0n, gas, ...call, ...fees } as const
    const serializedTransaction = await account.signTransaction(transaction)
    try {
      await client.sendRawTransaction({ serializedTransaction })
      return keccak256(serializedTransaction)
    } catch (cause) {
      const dearer = outbidFees(fees, [fees])
      if (!UNDERPRICED.test(describeError(cause))) throw cause
      if (dearer.maxFeePerGas > cap) {
        throw new KitError(
          `a transaction of ${address} waits at nonce ${nonce}, and cannot be replaced below MAKER_MAX_FEE_GWEI; wait until it is mined`,
          { cause, retryable: true },
        )
      }
      return broadcast(call, nonce, gas, dearer)
    }
  }

  const waitFor = async (hash: Hex, signal: AbortSignal): Promise<TransactionReceipt> => {
    const wait = { hash, timeout: receiptTimeoutMs, checkReplacement: false }
    const mine = (): Promise<TransactionReceipt> =>
      client.waitForTransactionReceipt(wait).catch((cause: unknown) => {
        throw new KitError(`transaction ${hash} was not mined within ${receiptTimeoutMs} ms; run the same again`, {
          cause,
          retryable: true,
        })
      })
    const receipt = await untilAborted(signal, mine, explainStop)
    if (receipt.status !== 'success')
      throw new KitError(`transaction ${hash} reverted: others came first; run the same again`)
    return receipt
  }

  return async ({ leastNonce = 0n, ...call }, signal) => {
    const nonce = await client.getTransactionCount({ address })
    if (BigInt(nonce) < leastNonce) {
      throw new KitError(
        `RPC_URL contradicts itself: ${address} has sent ${nonce} transactions, and left traces of at least ${leastNonce}; name another endpoint`,
        { retryable: true },
      )
    }
    const gas = await simulate(call)
    const current = await client.estimateFeesPerGas()
    if (current.maxFeePerGas > cap) {
      const [wanted, allowed] = [formatGwei(current.maxFeePerGas), formatGwei(cap)]
      throw new KitError(`a fee of ${wanted} gwei is above MAKER_MAX_FEE_GWEI (${allowed})`, { retryable: true })
    }
    signal.throwIfAborted()
    return waitFor(await broadcast(call, nonce, gas, capFees(current, cap)), signal)
  }
}

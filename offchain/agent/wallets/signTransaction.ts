import {
  type Hex,
  isAddressEqual,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  type TransactionSerializedEIP1559,
} from 'viem'
import { KitError } from '../../errors.ts'
import type { SignedTransaction } from '../../store/journal.ts'
import type { Signer, UnsignedTransaction } from './signer.ts'

/** Half the order of secp256k1. Nodes refuse the larger of the two equivalent signatures (EIP-2). */
const MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/** The signature in `raw`, provided that all the rest of it is exactly `transaction`. */
const signatureOf = (raw: Hex, transaction: UnsignedTransaction) => {
  const { r, s, yParity } = parseTransaction(raw)
  if (r === undefined || s === undefined || yParity === undefined) return undefined
  return serializeTransaction(transaction, { r, s, yParity }) === raw.toLowerCase() ? { r, s, yParity } : undefined
}

const isSigned = async (raw: Hex, transaction: UnsignedTransaction, { address }: Signer): Promise<boolean> => {
  try {
    const signature = signatureOf(raw, transaction)
    if (!signature || BigInt(signature.s) > MAX_S) return false
    const signedBy = await recoverTransactionAddress({
      serializedTransaction: raw as TransactionSerializedEIP1559,
    })
    return isAddressEqual(signedBy, address)
  } catch {
    return false
  }
}

/** Has `transaction` signed and checks the bytes: a signer may be broken, or not on our side. `now`: Unix seconds. */
export const signTransaction = async (
  signer: Signer,
  transaction: UnsignedTransaction,
  now: number,
): Promise<SignedTransaction> => {
  const signed = await signer.signTransaction(transaction)
  if (!(await isSigned(signed, transaction, signer))) {
    throw new KitError(
      `the ${signer.kind} signer returned something else than this transaction signed by ${signer.address}`,
    )
  }
  const rawTransaction = signed.toLowerCase() as Hex
  const { nonce, maxFeePerGas, maxPriorityFeePerGas } = transaction
  return {
    txHash: keccak256(rawTransaction),
    rawTransaction,
    sender: signer.address,
    nonce,
    maxFeePerGas,
    maxPriorityFeePerGas,
    signedAt: now,
  }
}

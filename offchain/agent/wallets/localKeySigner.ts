import type { Hex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { KitError } from '../../errors.ts'
import type { Signer } from './signer.ts'

const accountOf = (privateKey: Hex): PrivateKeyAccount => {
  try {
    return privateKeyToAccount(privateKey)
  } catch {
    // Without the cause: noble shows a key that is out of range.
    throw new KitError("the agent's key is not a private key of secp256k1; check where it comes from")
  }
}

/** Signs with a key held in memory. */
export const localKeySigner = (privateKey: Hex): Signer => {
  const account = accountOf(privateKey)
  return {
    kind: 'localKey',
    address: account.address,
    signTransaction: (transaction) => account.signTransaction(transaction),
  }
}

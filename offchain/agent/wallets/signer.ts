import type { Address, Hex, TransactionSerializableEIP1559 } from 'viem'

/** Every field is ours to choose; a signer adds a signature and nothing else. */
export type UnsignedTransaction = Required<
  Pick<
    TransactionSerializableEIP1559,
    'type' | 'chainId' | 'nonce' | 'to' | 'value' | 'data' | 'gas' | 'maxFeePerGas' | 'maxPriorityFeePerGas'
  >
>

/** Who holds the agent's key. It may be another machine: what it returns is checked before it is believed. */
export type Signer = {
  kind: 'localKey' | 'keystore' | 'cdp'
  address: Address
  /** The signed transaction's bytes. Nothing is broadcast. */
  signTransaction(transaction: UnsignedTransaction): Promise<Hex>
}

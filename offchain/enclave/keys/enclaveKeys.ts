import type { Address, Hex } from 'viem'

/** A message sealed to an enclave's encryption key: HPKE, RFC 9180 base mode. */
export type SealedMessage = { encapsulatedKey: Uint8Array; ciphertext: Uint8Array; info: Uint8Array; aad: Uint8Array }

/** What an enclave can do with its keys. Nothing here hands a secret out. */
export type EnclaveKeys = {
  /** Address of the secp256k1 key. */
  signer: Address
  /** X25519 public key, 32 bytes. */
  encryptionKey: Hex
  /** Signs a 32-byte digest: 65 bytes as OpenZeppelin's ECDSA takes them, `s` in the lower half. */
  sign(digest: Hex): Hex
  /** Opens a message; throws `HpkeError` when it is not for this key, or was changed. */
  open(message: SealedMessage): Uint8Array
  /** Overwrites both secrets; afterwards `sign` and `open` throw. */
  erase(): void
}

import { createHmac } from 'node:crypto'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { decodeScalar, encodeScalar } from '../../protocol/vault/curve.ts'
import { frame, hashParts, type Part } from '../../protocol/vault/frame.ts'
import { digestVaultKey, type VaultKey } from '../../protocol/vault/vaultKey.ts'

export const STORAGE_KEY_LENGTH = 32
const NONCE_LENGTH = 24
const NOTHING = new Uint8Array(0)

/** What a node writes under its storage key: nobody reads, moves or changes it without. */
export type StorageCipher = {
  /** Something that opens under this storage key and for this identity only. */
  sealCheck(): Hex
  /** Throws unless it is from {@link sealCheck}. */
  openCheck(sealed: Hex): void
  /** A share, bound to the key that it is of: a row's share does not open in another row. */
  sealShare(key: VaultKey, share: bigint): Hex
  /** Throws unless it was sealed for exactly this key. */
  openShare(key: VaultKey, sealed: Hex): bigint
  /** 32 bytes that follow from the parts, and that nobody else can make. */
  authenticate(purpose: string, parts: readonly Part[]): Hex
}

/** Node and purpose are bound to everything: files of two nodes that share a storage key cannot be mixed. */
export const createStorageCipher = (storageKey: Uint8Array, identity: Hex): StorageCipher => {
  const derive = (purpose: string) => hkdf(sha256, storageKey, undefined, utf8ToBytes(purpose), STORAGE_KEY_LENGTH)
  const sealingKey = derive('seal')
  const authenticationKey = derive('authenticate')
  const context = (purpose: string, parts: readonly Part[]) => hashParts(purpose, [hexToBytes(identity), ...parts])
  // The digest covers the epoch.
  const shareContext = (key: VaultKey) => context('stored share', [digestVaultKey(key)])

  const seal = (associatedData: Uint8Array, plaintext: Uint8Array): Hex => {
    const nonce = randomBytes(NONCE_LENGTH)
    const ciphertext = xchacha20poly1305(sealingKey, nonce, associatedData).encrypt(plaintext)
    return bytesToHex(concatBytes(nonce, ciphertext))
  }
  const open = (associatedData: Uint8Array, sealed: Hex): Uint8Array => {
    const bytes = hexToBytes(sealed)
    const cipher = xchacha20poly1305(sealingKey, bytes.slice(0, NONCE_LENGTH), associatedData)
    return cipher.decrypt(bytes.slice(NONCE_LENGTH))
  }

  return {
    sealCheck: () => seal(context('storage check', []), NOTHING),
    openCheck: (sealed) => void open(context('storage check', []), sealed),
    sealShare: (key, share) => seal(shareContext(key), encodeScalar(share)),
    openShare: (key, sealed) => decodeScalar(open(shareContext(key), sealed)),
    authenticate: (purpose, parts) =>
      // Of Node, not of noble: a long audit log is checked whenever the node starts.
      bytesToHex(
        createHmac('sha256', authenticationKey)
          .update(frame([purpose, identity, ...parts]))
          .digest(),
      ),
  }
}

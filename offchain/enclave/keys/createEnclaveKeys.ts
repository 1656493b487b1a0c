import { randomBytes } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, concat, hexToBytes, numberToHex } from 'viem'
import { publicKeyToAddress } from 'viem/accounts'
import { KitError } from '../../errors.ts'
import { KEY_LENGTH, open, publicKeyOf } from '../../protocol/hpke.ts'
import type { EnclaveKeys } from './enclaveKeys.ts'

/** Recovery ids 0 and 1 in the form that `ecrecover` takes. */
const V_OFFSET = 27

/**
 * Makes the two keys of an enclave. They live in this closure only: nothing returns, prints, stores or logs them, so a
 * restarted enclave is another enclave, which registers anew.
 *
 * What JavaScript cannot promise: `erase` overwrites the two buffers that hold the keys, and nothing else. The engine may
 * have moved them in memory while it collected garbage, and the curve code makes big integers of a key at each use; such
 * copies stay until their memory is used again. What keeps them secret is the enclave itself: its memory is encrypted, it
 * has no swap (the measured image must not configure any), writes no core dumps and admits no debugger.
 */
export const createEnclaveKeys = (): EnclaveKeys => {
  const signingKey = secp256k1.utils.randomSecretKey()
  const decryptionKey = new Uint8Array(randomBytes(KEY_LENGTH))
  const signer = publicKeyToAddress(bytesToHex(secp256k1.getPublicKey(signingKey, false)))
  const encryptionKey = bytesToHex(publicKeyOf(decryptionKey))
  let isErased = false
  const requireKeys = (): void => {
    if (isErased) throw new KitError('the keys of this enclave were erased: it is stopping')
  }
  return Object.freeze({
    signer,
    encryptionKey,
    sign(digest) {
      requireKeys()
      const bytes = hexToBytes(digest)
      if (bytes.length !== 32) throw new KitError(`a digest has 32 bytes, not ${bytes.length}`)
      // Recovery id first, then r and s.
      const signature = secp256k1.sign(bytes, signingKey, { prehash: false, lowS: true, format: 'recovered' })
      const recoveryId = signature[0] ?? 0
      return concat([bytesToHex(signature.subarray(1)), numberToHex(V_OFFSET + recoveryId, { size: 1 })])
    },
    open(message) {
      requireKeys()
      return open({ recipientSecretKey: decryptionKey, ...message })
    },
    erase() {
      isErased = true
      signingKey.fill(0)
      decryptionKey.fill(0)
    },
  } satisfies EnclaveKeys)
}

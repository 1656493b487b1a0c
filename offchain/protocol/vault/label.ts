import { type Address, bytesToHex, encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'
import { decodeHex } from './decodeHex.ts'
import { VaultError } from './vaultError.ts'

/** What may be sealed to the vault; `src/types/SecretKinds.sol`. */
export const SECRET_KIND = {
  /** The key of a dark pool's slot; the subject is its commitment. */
  slotKey: 1,
  /** A secret of a program; the subject is the program. */
  programSecret: 2,
} as const

/** Says what a ciphertext is, and whose. It is not inside the ciphertext: whoever asks has to name it. */
export type SecretLabel = {
  chainId: number
  /** Knows the subject. */
  contract: Address
  /** 32 bytes: what is sealed there, by that contract's own names. */
  subject: Hex
  kind: number
  /** Who sealed it, and posted it there. */
  sender: Address
}

const LABEL = parseAbiParameters('uint256, address, bytes32, uint32, address')

const SUBJECT_LENGTH = 32

/**
 * `VaultLabel.hash` of `src/libraries`.
 *
 * @throws VaultError for what the contract could not hash, an address with a wrong checksum too.
 */
export const hashLabel = ({ chainId, contract, subject, kind, sender }: SecretLabel): Hex => {
  if (!Number.isSafeInteger(chainId)) throw new VaultError(`chain id ${chainId} of a label is not a whole number`)
  // viem completes an odd number of digits: two subjects would have one hash.
  const exact = bytesToHex(decodeHex(subject, SUBJECT_LENGTH))
  try {
    return keccak256(encodeAbiParameters(LABEL, [BigInt(chainId), contract, exact, kind, sender]))
  } catch (cause) {
    throw new VaultError(`a label is not two addresses and a kind of 32 bits: ${contract}, ${sender}, ${kind}`, {
      cause,
    })
  }
}

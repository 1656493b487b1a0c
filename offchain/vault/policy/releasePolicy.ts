import type { Address, Hex } from 'viem'
import type { BlockHeader } from '../../chain/readHead.ts'
import type { SecretLabel } from '../../protocol/vault/label.ts'

/** What an enclave asks for, after signature and ciphertext were found right. */
export type ReleaseQuestion = {
  label: SecretLabel
  /** keccak256 of the ciphertext. */
  ciphertextId: Hex
  signer: Address
  encryptionKey: Hex
}

/** Why the share is not given: a sentence that names the value. `retryable` when the chain may answer otherwise soon. */
export type Refusal = { isAllowed: false; code: string; reason: string; retryable: boolean }

/** The finalized block on which the question was decided. */
export type Permission = { isAllowed: true; block: BlockHeader }

/** Decides from the chain, at each request anew. Rejects only for what is not a decision: a chain that does not answer. */
export type ReleasePolicy = (question: ReleaseQuestion, signal: AbortSignal) => Promise<Permission | Refusal>

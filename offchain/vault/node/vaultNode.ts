import type { Hex } from 'viem'
import type { Ceremony, CeremonyPlan, DealingCommitment, Seat } from '../../protocol/vault/ceremony.ts'
import type { Fault } from '../../protocol/vault/concludeCeremony.ts'
import type { Complaint, RevealedDealing } from '../../protocol/vault/dealing.ts'
import type { ShareAnswer, SignedShareRequest } from '../../protocol/vault/shareRequest.ts'
import type { CertifiedVaultKey, VaultKey } from '../../protocol/vault/vaultKey.ts'
import type { NodeStatus } from '../client/wire.ts'

/** What a node signed at the end of a ceremony. */
export type Conclusion = { key: VaultKey; signature: Hex; faults: readonly Fault[] }

/**
 * A vault node behind its door. Whatever it is asked is well-formed, and nothing else is presumed of it; who may run a
 * ceremony is the door's business. Everything that it declines is a `RefusedError`, also when its store cannot write.
 */
export type VaultNode = {
  readonly identity: Hex
  status(): NodeStatus
  /** Of the share that it serves. */
  key(): CertifiedVaultKey | undefined
  share(request: SignedShareRequest, signal: AbortSignal): Promise<ShareAnswer>

  // The steps of a ceremony: each once, in this order. `null` is the answer of a node that has no part in a step.
  join(plan: CeremonyPlan): Seat | null
  commit(ceremony: Ceremony): DealingCommitment | null
  reveal(id: Hex, commitments: readonly DealingCommitment[]): RevealedDealing | null
  judge(id: Hex, dealings: readonly RevealedDealing[]): Complaint[]
  conclude(id: Hex, complaints: readonly Complaint[]): Promise<Conclusion | null>

  /** For anybody: a certified key proves itself. */
  activate(key: CertifiedVaultKey): Promise<void>
}

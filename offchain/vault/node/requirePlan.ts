import type { Hex } from 'viem'
import type { CeremonyPlan } from '../../protocol/vault/ceremony.ts'
import { type CertifiedVaultKey, isSameKey, requireCertified } from '../../protocol/vault/vaultKey.ts'
import { RefusedError, refuseAs } from './refusedError.ts'
import type { VaultStore } from './vaultStore.ts'

/** Which vault a node belongs to. */
export type Allegiance = {
  /** Whom its operator expects to hold the next key. */
  roster: { threshold: number; identities: readonly Hex[] }
  /** Of the vault, once there is one; a node that has it takes part in no other. */
  masterKey?: Hex
}

const isRoster = (
  { threshold, identities }: Pick<CeremonyPlan, 'threshold' | 'identities'>,
  { roster }: Allegiance,
): boolean =>
  threshold === roster.threshold &&
  identities.length === roster.identities.length &&
  identities.every((identity, place) => identity === roster.identities[place])

const requireRoster = (plan: CeremonyPlan, allegiance: Allegiance): void => {
  if (!isRoster(plan, allegiance)) {
    throw new RefusedError(
      'rosterDiffers',
      'threshold and identities are not those of the roster that this node was given',
    )
  }
}

/** A node that missed the end of the first ceremony has no key to compare; its operator did name who made that key. */
const isOfRoster = ({ threshold, members }: CertifiedVaultKey, allegiance: Allegiance): boolean =>
  isRoster({ threshold, identities: members.map(({ identity }) => identity) }, allegiance)

/** Whether the key that a ceremony deals, or makes, is of this node's vault: before it takes part, and before it signs. */
export const requireFormer = (
  { former }: { former?: CertifiedVaultKey },
  { allegiance, store }: { allegiance: Allegiance; store: VaultStore },
): void => {
  const active = store.active()?.key
  const expected = active?.masterKey ?? allegiance.masterKey
  if (!former) {
    if (!expected) return
    throw new RefusedError(
      'keyExists',
      `the vault has the master key ${expected}; a new one would leave its secrets behind`,
    )
  }
  if (!expected && !isOfRoster(former, allegiance)) {
    throw new RefusedError(
      'masterKeyUnknown',
      'this node has no master key to compare the former key with, which its roster did not make; configure it',
    )
  }
  if (expected && former.masterKey !== expected) {
    throw new RefusedError(
      'otherVault',
      `the former key is of the vault ${former.masterKey}, this node is of ${expected}`,
    )
  }
  refuseAs('notCertified', () => requireCertified(former))
  const isOutdated =
    active && (former.epoch < active.epoch || (former.epoch === active.epoch && !isSameKey(former, active)))
  if (isOutdated) {
    throw new RefusedError(
      'formerOutdated',
      `this node serves epoch ${active.epoch} already, the plan deals epoch ${former.epoch}`,
    )
  }
}

/** A node signs at most one key of an epoch of its vault, ever. */
export const requireEpoch = ({ epoch }: { epoch: number }, store: VaultStore): void => {
  const served = store.active()?.key.epoch ?? 0
  const isSigned = store.pending().some(({ key }) => key.epoch === epoch)
  if (epoch <= served || isSigned) {
    const latest = Math.max(served, ...store.pending().map(({ key }) => key.epoch))
    throw new RefusedError('epochUsed', `epoch ${epoch} is used up at this node; take one later than ${latest}`)
  }
}

/** Whether a node takes part: the checks that need no seats. */
export const requirePlan = (
  plan: CeremonyPlan,
  { allegiance, store }: { allegiance: Allegiance; store: VaultStore },
): void => {
  requireRoster(plan, allegiance)
  requireEpoch(plan, store)
  requireFormer(plan, { allegiance, store })
}

import { type Address, getAddress, type Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { SECRET_KIND } from '../../protocol/vault/label.ts'
import type { ReleaseRules } from './releaseRule.ts'
import { requireActiveEnclave } from './rules/requireActiveEnclave.ts'
import { requireChain } from './rules/requireChain.ts'
import { requireKnownPool } from './rules/requireKnownPool.ts'
import { requireMatcher } from './rules/requireMatcher.ts'
import { requireMeasurement } from './rules/requireMeasurement.ts'
import { requirePostedSlotKey } from './rules/requirePostedSlotKey.ts'
import { requireRegisteredEncryptionKey } from './rules/requireRegisteredEncryptionKey.ts'
import { requireUnexpired } from './rules/requireUnexpired.ts'

export type SlotKeyRulesParameters = {
  pools: readonly Address[]
  registry: Address
  /** Of the enclave builds that the node's operator has checked. */
  policyIds: readonly Hex[]
}

/** Who may read the slots of a dark pool: active matchers that run approved code, while the slot uses the key. */
export const slotKeyRules = ({ pools, registry, policyIds }: SlotKeyRulesParameters): ReleaseRules => {
  if (pools.length === 0)
    throw new KitError('pools is empty: name the pools whose slot keys this node may help to open')
  if (policyIds.length === 0) {
    throw new KitError('policyIds is empty: name the policy of each enclave build that you have checked')
  }
  const of = { registry: getAddress(registry) }
  return {
    [SECRET_KIND.slotKey]: [
      requireChain,
      requireKnownPool({ ...of, pools }),
      requireActiveEnclave(of),
      requireUnexpired(of),
      requireMatcher(of),
      requireMeasurement({ ...of, policyIds }),
      requireRegisteredEncryptionKey(of),
      requirePostedSlotKey,
    ],
  }
}

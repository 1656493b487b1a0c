import type { VaultKey } from '../../protocol/vault/vaultKey.ts'
import type { KeyRoster } from './roster.ts'

/** Whether exactly these hold a key, in this order and with this threshold: anyone can certify a vault among friends. */
export const isKeyOf = ({ members, threshold }: VaultKey, roster: KeyRoster): boolean =>
  threshold === roster.threshold &&
  members.length === roster.identities.length &&
  members.every(({ identity }, place) => identity === roster.identities[place])

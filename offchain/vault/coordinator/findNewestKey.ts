import { bytesToHex, type Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import {
  type CertifiedVaultKey,
  digestVaultKey,
  requireCertified,
  type VaultKey,
} from '../../protocol/vault/vaultKey.ts'
import { isKeyOf } from '../client/isKeyOf.ts'
import { nameNode } from '../client/nameNode.ts'
import type { KeyRoster } from '../client/roster.ts'
import type { SurveyedNode } from './surveyNodes.ts'

/** The key with what signatures there are; undefined when they certify nothing. */
const certify = (key: VaultKey, signatures: ReadonlyMap<Hex, Hex>): CertifiedVaultKey | undefined => {
  const certified = { ...key, signatures: key.members.map(({ identity }) => signatures.get(identity) ?? null) }
  try {
    requireCertified(certified)
    return certified
  } catch (error) {
    if (error instanceof VaultError) return undefined
    throw error
  }
}

/** Keys that enough nodes signed, whether a coordinator lived to tell them so or not. */
const certifyPending = (survey: readonly SurveyedNode[], rosters: readonly KeyRoster[]): CertifiedVaultKey[] => {
  const signed = new Map<Hex, { key: VaultKey; signatures: Map<Hex, Hex> }>()
  for (const { client, pending } of survey) {
    for (const { key, signature } of pending) {
      if (!rosters.some((roster) => isKeyOf(key, roster))) continue
      const digest = bytesToHex(digestVaultKey(key))
      const entry = signed.get(digest) ?? { key, signatures: new Map<Hex, Hex>() }
      entry.signatures.set(client.node.identity, signature)
      signed.set(digest, entry)
    }
  }
  return [...signed.values()].flatMap(({ key, signatures }) => certify(key, signatures) ?? [])
}

/** Two keys that were made at the same time, each activated at some of the nodes: only people know which one is in use. */
const requireOneVault = (survey: readonly SurveyedNode[]): Hex | undefined => {
  const served = new Map<Hex, string[]>()
  for (const { client, key } of survey) {
    if (key) served.set(key.masterKey, [...(served.get(key.masterKey) ?? []), nameNode(client.node)])
  }
  if (served.size > 1) {
    const halves = [...served].map(([masterKey, nodes]) => `${masterKey} at ${nodes.join(', ')}`).join('; ')
    throw new KitError(
      `the nodes serve ${served.size} vaults: ${halves}. If nothing was sealed yet, keep the one that most nodes serve: set VAULT_MASTER_KEY to it, here and at every node, erase the folders of the other nodes, and run: vault refresh`,
    )
  }
  const [masterKey] = served.keys()
  return masterKey
}

/**
 * The newest key of the vault that the nodes of one of the rosters certified, whether any of them serves it yet or not. The
 * vault is the one that is pinned or, without a pin, the one that is served: a key that nobody serves, of another vault, may
 * be left from a ceremony that came second.
 *
 * @throws KitError when two vaults are served, and none is pinned.
 */
export const findNewestKey = (
  survey: readonly SurveyedNode[],
  { rosters, masterKey }: { rosters: readonly KeyRoster[]; masterKey?: Hex },
): CertifiedVaultKey | undefined => {
  const meant = masterKey ?? requireOneVault(survey)
  return [...survey.flatMap(({ key }) => key ?? []), ...certifyPending(survey, rosters)]
    .filter((key) => meant === undefined || key.masterKey === meant)
    .reduce<CertifiedVaultKey | undefined>((best, key) => (best && best.epoch >= key.epoch ? best : key), undefined)
}

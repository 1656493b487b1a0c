import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex } from 'viem'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import {
  digestVaultKey,
  isSameKey,
  MOST_MEMBERS,
  requireCertified,
  signDigest,
  type VaultKey,
} from '../../protocol/vault/vaultKey.ts'
import type { PendingKey } from '../client/wire.ts'
import type { ReleasePolicy } from '../policy/releasePolicy.ts'
import { createCeremonies } from './createCeremonies.ts'
import { createTokenBuckets, type Rate } from './createTokenBuckets.ts'
import { RefusedError, refuseAs } from './refusedError.ts'
import { CHAIN_UNREADABLE, releaseShare } from './releaseShare.ts'
import { requireStored } from './requireStored.ts'
import type { VaultNode } from './vaultNode.ts'
import type { VaultStore } from './vaultStore.ts'

/** As many keys as a status has room for. */
const MOST_SHOWN = MOST_MEMBERS

/** Nobody may ask for long, and then the chain may have come back unseen. */
const PROBLEM_SECONDS = 300

/** An enclave opens the quotes of a round at once, and then has no reason to ask again. */
const SIGNER_RATE: Rate = { burst: 200, perSecond: 100 }

export type VaultNodeParameters = {
  /** 32 bytes: the key with which it signs. */
  identityKey: Uint8Array
  /** Of the same identity. */
  store: VaultStore
  policy: ReleasePolicy
  /** Whom its operator expects to hold the next key. */
  roster: { threshold: number; identities: readonly Hex[] }
  /** Of the vault, once there is one; a node that has it takes part in no other. */
  masterKey?: Hex
  /** Unix seconds. */
  clock?: () => number
  /** How often one enclave may ask. */
  signerRate?: Rate
  log: Log
}

/**
 * One node of the vault. Ceremonies live in its memory, keys and releases in its store: a restart loses the ceremonies
 * that it was in, and nothing that it has signed.
 *
 * @throws KitError when the store serves another vault than the one that is configured.
 */
export const createVaultNode = ({
  identityKey,
  store,
  policy,
  roster,
  masterKey,
  clock = () => Math.floor(Date.now() / 1_000),
  signerRate = SIGNER_RATE,
  log,
}: VaultNodeParameters): VaultNode => {
  const identity = bytesToHex(secp256k1.getPublicKey(identityKey, true))
  const served = store.active()?.key.masterKey
  if (masterKey && served && served !== masterKey) {
    throw new KitError(`the store holds a share of the vault ${served}, not of ${masterKey}; configure the right one`)
  }
  const allegiance = { roster, masterKey }
  const ceremonies = createCeremonies({ identity, identityKey, store, allegiance, clock, log })
  const buckets = createTokenBuckets(signerRate)
  /** When it last could not read the chain, unless it has since. */
  let unreadAt: number | undefined
  /** Anybody may ask for them at any time. */
  const signatures = new WeakMap<VaultKey, Hex>()

  const show = (key: VaultKey): PendingKey => {
    const signature = signatures.get(key) ?? signDigest(digestVaultKey(key), identityKey)
    signatures.set(key, signature)
    return { key, signature }
  }

  return {
    identity,
    ...ceremonies,

    status: () => ({
      identity,
      epoch: store.active()?.key.epoch,
      pending: store
        .pending()
        .map(({ key }) => key)
        .toSorted((one, other) => one.epoch - other.epoch)
        .slice(-MOST_SHOWN)
        .map(show),
      problem: unreadAt !== undefined && clock() - unreadAt <= PROBLEM_SECONDS ? CHAIN_UNREADABLE : undefined,
    }),

    key: () => store.active()?.key,

    share: (request, signal) => {
      const onPolicy = ({ isChainRead }: { isChainRead: boolean }) => {
        unreadAt = isChainRead ? undefined : clock()
      }
      return releaseShare(request, signal, { identity, identityKey, store, policy, buckets, clock, log, onPolicy })
    },

    async activate(key) {
      const active = store.active()?.key
      const isServed = active !== undefined && isSameKey(active, key)
      const expected = active?.masterKey ?? masterKey
      if (expected && key.masterKey !== expected) {
        throw new RefusedError('otherVault', `the key is of the vault ${key.masterKey}, this node is of ${expected}`)
      }
      if (active && !isServed && key.epoch <= active.epoch) {
        throw new RefusedError('epochOutdated', `this node serves epoch ${active.epoch} already, not ${key.epoch}`)
      }
      if (!isServed && !store.pending().some((held) => isSameKey(held.key, key))) {
        throw new RefusedError('keyNotHeld', `this node holds no share of that key of epoch ${key.epoch}`)
      }
      // The dear check comes last, and not for a key that changes nothing: anybody may ask.
      if (!isServed) refuseAs('notCertified', () => requireCertified(key))
      await requireStored(log, store.activate(key))
      if (!isServed) log.info({ epoch: key.epoch, masterKey: key.masterKey }, 'serves a new key')
    },
  }
}

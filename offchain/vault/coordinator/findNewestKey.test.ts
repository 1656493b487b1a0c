import { describe, expect, it } from 'vitest'
import { certifyVaultKey, identityKeys, identityOf } from '../../../test/offchain/vault/certifyVaultKey.ts'
import { type CertifiedVaultKey, digestVaultKey, signDigest } from '../../protocol/vault/vaultKey.ts'
import { findNewestKey } from './findNewestKey.ts'

const keys = identityKeys(4)
const roster = { threshold: 2, identities: keys.map(identityOf) }
const refuse = () => Promise.reject(new Error('not asked for in these tests'))

type Shown = { key?: CertifiedVaultKey; pending?: readonly CertifiedVaultKey[] }

const find = (shown: readonly Shown[], masterKey?: CertifiedVaultKey['masterKey']) => {
  const survey = shown.map(({ key, pending = [] }, place) => {
    const identityKey = keys[place] as Uint8Array
    const node = { url: `https://node${place + 1}.example`, identity: identityOf(identityKey) }
    return {
      client: { node, status: refuse, key: refuse, share: refuse, activate: refuse, operate: refuse },
      key,
      pending: pending.map(({ signatures: _signatures, ...plain }) => ({
        key: plain,
        signature: signDigest(digestVaultKey(plain), identityKey),
      })),
      problems: [],
    }
  })
  return findNewestKey(survey, { rosters: [roster], masterKey })
}

const everyone = (shown: Shown): Shown[] => keys.map(() => shown)

const served = certifyVaultKey({ keys, secret: 5n })
const later = certifyVaultKey({ keys, secret: 5n, epoch: 2 })
const other = certifyVaultKey({ keys, secret: 6n, epoch: 3 })

describe('findNewestKey', () => {
  it('finds the newest key of the vault that is served, although nobody serves it yet', () => {
    expect(find(everyone({ key: served, pending: [later] }))).toEqual(later)
  })

  it('finds a key that nobody serves where nothing is served', () => {
    expect(find(everyone({ pending: [other] }))).toEqual(other)
  })

  it('does not take a later key of another vault that nobody serves', () => {
    expect(find(everyone({ key: served, pending: [later, other] }))).toEqual(later)
  })

  it('takes nothing but the pinned vault, served or not', () => {
    const shown = everyone({ key: served, pending: [other] })
    expect(find(shown, other.masterKey)).toEqual(other)
    expect(find(shown, certifyVaultKey({ keys }).masterKey)).toBeUndefined()
  })

  it('does not take a key that too few have signed, or that is of another roster', () => {
    expect(find([{ pending: [later] }, { pending: [later] }, {}, {}])).toBeUndefined()
    const fewer = certifyVaultKey({ keys: keys.slice(0, 3) })
    expect(find([{ pending: [fewer] }, { pending: [fewer] }, { pending: [fewer] }, {}])).toBeUndefined()
  })

  it('does not choose between two vaults that are served, and says what to do', () => {
    const shown = [{ key: served }, { key: served }, { key: served }, { key: other }]
    expect(() => find(shown)).toThrow(
      new RegExp(
        `^the nodes serve 2 vaults: ${served.masterKey} at .*node1.*node3.example; ${other.masterKey} at \\w+ at node4.example. If nothing was sealed yet, keep the one that most nodes serve: set VAULT_MASTER_KEY .* erase the folders of the other nodes`,
      ),
    )
    expect(find(shown, served.masterKey)).toEqual(served)
  })
})

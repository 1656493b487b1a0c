import { describe, expect, it } from 'vitest'
import { certifyVaultKey, identityKeys, identityOf } from '../../../test/offchain/vault/certifyVaultKey.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import { readNodeKey } from './readNodeKey.ts'

const keys = identityKeys(4)
const roster = { threshold: 2, identities: keys.map(identityOf) }
const served = certifyVaultKey({ keys })
const refuse = () => Promise.reject(new Error('not asked for in these tests'))

const read = (key: CertifiedVaultKey | undefined, changes: Partial<Parameters<typeof readNodeKey>[0]> = {}) => {
  const node = { url: 'https://node1.example', identity: roster.identities[0] as `0x${string}` }
  const client = { node, status: refuse, share: refuse, activate: refuse, operate: refuse, key: async () => key }
  return readNodeKey({ client, roster, signal: AbortSignal.timeout(30_000), ...changes })
}

describe('readNodeKey', () => {
  it('hands over the key that a node serves', async () => {
    expect(await read(served, { masterKey: served.masterKey })).toEqual(served)
  })

  it('hands over nothing when it serves none', async () => {
    expect(await read(undefined)).toBeUndefined()
  })

  it.each<[string, CertifiedVaultKey]>([
    ['of other nodes', certifyVaultKey({ keys: identityKeys(4, 50) })],
    ['of some of the roster', certifyVaultKey({ keys: keys.slice(0, 3) })],
    ['of more than the roster', certifyVaultKey({ keys: identityKeys(5) })],
    ['with the nodes in another order', certifyVaultKey({ keys: keys.toReversed() })],
  ])('does not take a key %s', async (_name, key) => {
    await expect(read(key)).rejects.toThrow(
      /^vault node \w+ at node1.example serves a key of epoch 1 of another roster; update the roster/,
    )
  })

  it('does not take a key with another threshold', async () => {
    const identities = identityKeys(5).map(identityOf)
    const key = certifyVaultKey({ keys: identityKeys(5), threshold: 3 })
    expect(await read(key, { roster: { threshold: 3, identities } })).toEqual(key)
    await expect(read(key, { roster: { threshold: 2, identities } })).rejects.toThrow('of another roster')
  })

  it('takes a key of either roster while one gives way to the other', async () => {
    const next = { threshold: 2, identities: identityKeys(4, 50).map(identityOf) }
    expect(await read(served, { roster: [next, roster] })).toEqual(served)
    await expect(read(served, { roster: [next] })).rejects.toThrow('of another roster')
  })

  it('does not take another vault’s key', async () => {
    const { masterKey } = certifyVaultKey({ keys })
    await expect(read(served, { masterKey })).rejects.toThrow(
      `serves another vault: its master key is ${served.masterKey}`,
    )
  })

  it('does not take a key that too few have signed', async () => {
    const key = certifyVaultKey({ keys, signers: keys.slice(0, 2) })
    await expect(read(key)).rejects.toThrow('serves a key that proves nothing: the vault key has 2 of 3 signatures')
  })
})

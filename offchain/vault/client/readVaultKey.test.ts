import { describe, expect, it } from 'vitest'
import { certifyVaultKey, identityKeys, identityOf } from '../../../test/offchain/vault/certifyVaultKey.ts'
import { KitError } from '../../errors.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import { readVaultKey } from './readVaultKey.ts'
import type { VaultNodeClient } from './vaultNodeClient.ts'

const keys = identityKeys(4)
const signal = AbortSignal.timeout(30_000)
const refuse = () => Promise.reject(new Error('not asked for in these tests'))

type Said = CertifiedVaultKey | undefined | KitError

/** One node of the roster for each answer. */
const nodesThatSay = (...answers: Said[]): VaultNodeClient[] =>
  answers.map((said, place) => ({
    node: { url: `https://node${place + 1}.example`, identity: identityOf(keys[place] as Uint8Array) },
    status: refuse,
    share: refuse,
    activate: refuse,
    operate: refuse,
    key: async () => {
      if (said instanceof KitError) throw said
      return said
    },
  }))

const first = certifyVaultKey({ keys, secret: 5n })
const second = certifyVaultKey({ keys, secret: 5n, epoch: 2 })
const silent = () => new KitError('vault node 4 does not answer', { retryable: true })

describe('readVaultKey', () => {
  it('takes the newest key that any node has', async () => {
    const nodes = nodesThatSay(first, second, silent(), undefined)
    expect(await readVaultKey({ threshold: 2, nodes, signal })).toEqual(second)
  })

  it('needs one node', async () => {
    expect(
      await readVaultKey({ threshold: 2, nodes: nodesThatSay(silent(), silent(), first, silent()), signal }),
    ).toEqual(first)
  })

  it('takes a key that no quorum signed for none', async () => {
    const uncertified = certifyVaultKey({ keys, secret: 5n, epoch: 3, signers: keys.slice(0, 2) })
    expect(await readVaultKey({ threshold: 2, nodes: nodesThatSay(uncertified, first, first, first), signal })).toEqual(
      first,
    )
    await expect(
      readVaultKey({ threshold: 2, nodes: nodesThatSay(uncertified, undefined, silent(), undefined), signal }),
    ).rejects.toThrow(/the vault key has 2 of 3 signatures/)
  })

  it('takes a key that a node certified with members of its own for none', async () => {
    const made = certifyVaultKey({ keys: identityKeys(4, 50), epoch: 9 })
    expect(await readVaultKey({ threshold: 2, nodes: nodesThatSay(made, first, first, first), signal })).toEqual(first)
  })

  it('takes a key of some of the roster, and of more than the roster, for none', async () => {
    const fewer = certifyVaultKey({ keys: keys.slice(0, 3), epoch: 9 })
    const more = certifyVaultKey({ keys: identityKeys(5), epoch: 9 })
    expect(await readVaultKey({ threshold: 2, nodes: nodesThatSay(fewer, more, first, first), signal })).toEqual(first)
  })

  it('takes no other master key than the pinned one', async () => {
    const other = certifyVaultKey({ keys, secret: 6n, epoch: 7 })
    const nodes = nodesThatSay(other, first, first, first)
    expect(await readVaultKey({ threshold: 2, nodes, masterKey: first.masterKey, signal })).toEqual(first)
  })

  it('does not choose between two vaults', async () => {
    const other = certifyVaultKey({ keys, secret: 6n, epoch: 7 })
    await expect(
      readVaultKey({ threshold: 2, nodes: nodesThatSay(other, first, first, first), signal }),
    ).rejects.toThrow(/the nodes serve 2 vaults: .*; pin the master key of one/)
  })

  it('says what each node said when none has a key', async () => {
    const nodes = nodesThatSay(undefined, certifyVaultKey({ keys: identityKeys(4, 50) }), silent(), undefined)
    const error = await readVaultKey({ threshold: 2, nodes, signal }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(KitError)
    expect((error as KitError).retryable).toBe(true)
    expect((error as KitError).message).toMatch(
      /^no node has a certified key of this roster: vault node \w+ at node1.example serves no key; vault node \w+ at node2.example serves a key of epoch 1 of another roster; .*; vault node 4 does not answer; vault node \w+ at node4.example serves no key$/,
    )
  })
})

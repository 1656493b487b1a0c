import { bytesToHex, stringToBytes } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestVault,
  establishKey,
  inventKey,
  label,
  makeEnclave,
  makeKey,
  makePlan,
  signal,
  type TestNode,
  type TestVault,
} from '../../../test/offchain/vault/vaultNodeFixture.ts'
import { KitError } from '../../errors.ts'
import { combineShares } from '../../protocol/vault/decryptionShare.ts'
import { inspectSecret, sealSecret } from '../../protocol/vault/sealedSecret.ts'
import { digestVaultKey, type VaultKey, verifySignature } from '../../protocol/vault/vaultKey.ts'
import { nodeStatusSchema } from '../client/wire.ts'

const refused = (code: string) => expect.objectContaining({ name: 'RefusedError', code })

let vault: TestVault
let nodes: readonly [TestNode, TestNode, TestNode]
beforeEach(async () => {
  vault = await createTestVault({ size: 3 })
  nodes = vault.nodes as unknown as typeof nodes
})
afterEach(() => vault.close())

const hold = async ({ plain, shares }: ReturnType<typeof inventKey>, held: readonly TestNode[] = nodes) => {
  for (const { store, identity } of held) {
    const index = plain.members.findIndex((member) => member.identity === identity) + 1
    await store.keepPending({ key: plain, index, share: shares[index - 1] as bigint })
  }
}

describe('a vault of nodes', () => {
  it('opens what was sealed to its key, with as many shares as its threshold, in every epoch', async () => {
    const message = stringToBytes('the key of a slot')
    const first = await establishKey(makePlan(vault), nodes)
    const sealed = sealSecret({ masterKey: first.masterKey, label, message })
    const secret = inspectSecret({ masterKey: first.masterKey, label, sealed })
    const second = await establishKey(makePlan(vault, { former: first }), nodes)
    const enclave = makeEnclave()
    const shares = []
    for (const { node } of nodes.slice(1)) {
      const request = await enclave.ask({ node: node.identity, epoch: 2, sealed: bytesToHex(sealed) })
      shares.push(enclave.open(request, await node.share(request, signal)))
    }
    expect(combineShares({ key: second, secret }, shares)).toEqual({ message, used: [2, 3], bad: [] })
  })
})

describe('a node', () => {
  it('says who it is, and nothing else while it has no key', () => {
    expect(nodes[0].node.identity).toBe(nodes[0].identity)
    expect(nodes[0].node.status()).toEqual({ identity: nodes[0].identity, pending: [] })
    expect(nodes[0].node.key()).toBeUndefined()
  })

  it('shows what it has signed until somebody certifies it', async () => {
    const key = await makeKey(makePlan(vault), nodes)
    const [{ node, identity }] = nodes
    const { pending } = node.status()
    const { signatures, ...plain } = key
    expect(pending).toEqual([{ key: plain, signature: signatures[0] }])
    expect(verifySignature({ identity, digest: digestVaultKey(key), signature: signatures[0] ?? '0x' })).toBe(true)
    await node.activate(key)
    expect(node.status()).toEqual({ identity, epoch: 1, pending: [] })
    expect(node.key()).toEqual(key)
  })

  it('shows the newest keys that it has signed when they are more than a status has room for', async () => {
    const [{ node, store }] = nodes
    for (const epoch of [40, ...Array.from({ length: 33 }, (_, place) => place + 1)]) {
      const { plain, shares } = inventKey(nodes, { epoch })
      await store.keepPending({ key: plain, index: 1, share: shares[0] as bigint })
    }
    const { pending } = nodeStatusSchema.parse(node.status())
    const newest = Array.from({ length: 31 }, (_, place) => place + 3)
    expect(pending.map(({ key }) => key.epoch)).toEqual([...newest, 40])
  })

  it('signs a key that it shows once, however often it is asked', async () => {
    let looks = 0
    const watched = new Map<VaultKey, VaultKey>()
    const watch = (key: VaultKey): VaultKey => {
      const known = watched.get(key)
      if (known) return known
      const made = { ...key }
      Object.defineProperty(made, 'transcript', {
        enumerable: true,
        get: () => {
          looks += 1
          return key.transcript
        },
      })
      watched.set(key, made)
      return made
    }
    await nodes[0].restart({
      wrapStore: (store) => ({
        ...store,
        pending: () => store.pending().map((held) => ({ ...held, key: watch(held.key) })),
      }),
    })
    await hold(inventKey(nodes), [nodes[0]])
    const [first, second] = [nodes[0].node.status(), nodes[0].node.status()]
    // What is signed contains it.
    expect(looks).toBe(1)
    expect(second).toEqual(first)
    await hold(inventKey(nodes, { epoch: 2 }), [nodes[0]])
    expect(nodes[0].node.status().pending).toHaveLength(2)
    expect(new Set(nodes[0].node.status().pending.map(({ signature }) => signature)).size).toBe(2)
  })

  it('does not start for another vault than the one that its store serves', async () => {
    const first = inventKey(nodes)
    await hold(first)
    await nodes[0].node.activate(first.key)
    const { masterKey } = inventKey(nodes).key
    const message = `the store holds a share of the vault ${first.key.masterKey}, not of ${masterKey}; configure the right one`
    await expect(nodes[0].restart({ masterKey })).rejects.toThrow(message)
    await nodes[0].restart({ masterKey: first.key.masterKey })
  })
})

describe('activating a key', () => {
  it('is refused for now when the store fails', async () => {
    await nodes[0].restart({
      wrapStore: (store) => ({ ...store, activate: () => Promise.reject(new KitError('its log is being read')) }),
    })
    const first = inventKey(nodes)
    await hold(first)
    await expect(nodes[0].node.activate(first.key)).rejects.toThrow(refused('storeFailed'))
  })

  it('costs a node nothing for the key that it serves', async () => {
    const [{ node }] = nodes
    const { key, ...rest } = inventKey(nodes)
    await hold({ key, ...rest })
    await node.activate(key)
    // Whoever repeats it cannot make the node check signatures, nor change what it serves.
    await node.activate({ ...key, signatures: [] })
    expect(node.key()).toEqual(key)
  })

  it('is refused without enough signatures', async () => {
    const { key, ...rest } = inventKey(nodes)
    await hold({ key, ...rest })
    const signatures = [key.signatures[0] ?? null, null, null]
    await expect(nodes[0].node.activate({ ...key, signatures })).rejects.toThrow(refused('notCertified'))
    expect(nodes[0].node.key()).toBeUndefined()
  })

  it('is refused when the node holds no share of it, or one of another key of its epoch', async () => {
    const { key } = inventKey(nodes)
    await expect(nodes[0].node.activate(key)).rejects.toThrow(refused('keyNotHeld'))
    await hold(inventKey(nodes))
    await expect(nodes[0].node.activate(key)).rejects.toThrow(refused('keyNotHeld'))
  })

  it('is refused for a key that is not later than the one that is served', async () => {
    const [{ node }] = nodes
    const first = inventKey(nodes)
    const second = inventKey(nodes, { epoch: 2, secret: first.secret })
    await hold(first)
    await hold(second)
    await node.activate(second.key)
    await expect(node.activate(first.key)).rejects.toThrow(refused('epochOutdated'))
    expect(node.key()).toEqual(second.key)
  })

  it('is refused for another master key, because what was sealed to the present one would be lost', async () => {
    const [{ node }, two] = nodes
    const first = inventKey(nodes)
    const other = inventKey(nodes, { epoch: 2 })
    await hold(first)
    await hold(other)
    await node.activate(first.key)
    await expect(node.activate(other.key)).rejects.toThrow(refused('otherVault'))
    await two.restart({ masterKey: first.key.masterKey })
    await expect(two.node.activate(other.key)).rejects.toThrow(refused('otherVault'))
    await two.node.activate(first.key)
  })

  it('can be repeated', async () => {
    const [{ node }] = nodes
    const first = inventKey(nodes)
    await hold(first)
    await node.activate(first.key)
    await node.activate(first.key)
    expect(node.status().epoch).toBe(1)
  })

  it('lets nodes that went to different epochs meet in a later one that all of them hold', async () => {
    const [one, two] = nodes
    const first = inventKey(nodes)
    const [second, third] = [2, 3].map((epoch) => inventKey(nodes, { epoch, secret: first.secret })) as [
      typeof first,
      typeof first,
    ]
    for (const key of [first, second, third]) await hold(key)
    for (const { node } of nodes) await node.activate(first.key)
    await one.node.activate(second.key)
    await two.node.activate(third.key)
    await one.node.activate(third.key)
    expect([one, two].map(({ node }) => node.status())).toMatchObject([
      { epoch: 3, pending: [] },
      { epoch: 3, pending: [] },
    ])
  })
})

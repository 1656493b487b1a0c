import { bytesToHex, type Hex, stringToBytes } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  allowAll,
  BLOCK,
  createTestVault,
  inventKey,
  label,
  makeEnclave,
  NOW,
  type NodeSettings,
  signal,
  type TestNode,
  type TestVault,
} from '../../../test/offchain/vault/vaultNodeFixture.ts'
import { KitError } from '../../errors.ts'
import { combineShares, TooFewSharesError } from '../../protocol/vault/decryptionShare.ts'
import { inspectSecret, sealSecret } from '../../protocol/vault/sealedSecret.ts'
import { nodeStatusSchema } from '../client/wire.ts'
import type { ReleasePolicy, ReleaseQuestion } from '../policy/releasePolicy.ts'
import type { VaultStore } from './vaultStore.ts'

const message = stringToBytes('the key of a slot')
const enclave = makeEnclave()
const refused = (code: string, retryable = false) => expect.objectContaining({ name: 'RefusedError', code, retryable })

let vault: TestVault
let nodes: readonly TestNode[]
let one: TestNode
let first: ReturnType<typeof inventKey>
let sealed: Hex
let asked: ReleaseQuestion[]
/** What the chain says. */
let rule: ReleasePolicy
/** What the store is made to do. */
let wrapStore: NonNullable<NodeSettings['wrapStore']>

const give = async ({ key, plain, shares }: ReturnType<typeof inventKey>, only = nodes) => {
  for (const { store, identity } of only) {
    const index = key.members.findIndex((member) => member.identity === identity) + 1
    await store.keepPending({ key: plain, index, share: shares[index - 1] as bigint })
    await store.activate(key)
  }
}
const ask = (changes: Partial<Parameters<typeof enclave.ask>[0]> = {}) =>
  enclave.ask({ node: one.identity, epoch: 1, sealed, ...changes })

beforeEach(async () => {
  asked = []
  rule = allowAll
  wrapStore = (store) => store
  const policy: ReleasePolicy = (question, asking) => {
    asked.push(question)
    return rule(question, asking)
  }
  const wrap = (store: VaultStore) => ({
    ...store,
    recordRelease: (record: Parameters<VaultStore['recordRelease']>[0]) => wrapStore(store).recordRelease(record),
  })
  vault = await createTestVault({ size: 3, policy, wrapStore: wrap })
  nodes = vault.nodes
  one = nodes[0] as TestNode
  first = inventKey(nodes)
  await give(first)
  sealed = bytesToHex(sealSecret({ masterKey: first.key.masterKey, label, message }))
})
afterEach(() => vault.close())

/** Refused, before the chain was asked and without a record. */
const expectEarlyRefusal = async (request: Awaited<ReturnType<typeof ask>>, code: string, retryable = false) => {
  await expect(one.node.share(request, signal)).rejects.toThrow(refused(code, retryable))
  expect(asked).toEqual([])
  expect(await one.store.releases(1)).toEqual([])
}

describe('a share request', () => {
  it('is answered with a share that only its enclave opens, after the chain and the record', async () => {
    const request = await ask()
    const answer = await one.node.share(request, signal)
    const secret = inspectSecret({ masterKey: first.key.masterKey, label, sealed: Buffer.from(sealed.slice(2), 'hex') })
    expect(() => combineShares({ key: first.key, secret }, [enclave.open(request, answer)])).toThrow(TooFewSharesError)
    expect(() => makeEnclave().open(request, answer)).toThrow('the ciphertext does not open')
    const { signer, encryptionKey } = enclave
    const question = { label, ciphertextId: secret.id, signer, encryptionKey }
    expect(asked).toEqual([question])
    expect(await one.store.releases(2)).toEqual([{ ...question, at: NOW, epoch: 1, block: BLOCK }])
  })

  it('is refused when it is for another node', async () => {
    await expectEarlyRefusal(await ask({ node: nodes[1]?.identity as Hex }), 'otherNode')
  })

  it('is taken until its deadline, inclusive, and from five minutes before', async () => {
    await expectEarlyRefusal(await ask({ deadline: NOW - 1 }), 'requestExpired')
    await expectEarlyRefusal(await ask({ deadline: NOW + 301 }), 'deadlineTooFar')
    for (const deadline of [NOW, NOW + 300]) await one.node.share(await ask({ deadline }), signal)
  })

  it('is refused for an epoch that the node does not serve, for now', async () => {
    await expectEarlyRefusal(await ask({ epoch: 2 }), 'epochNotHeld', true)
    const second = inventKey(nodes, { epoch: 2, secret: first.secret })
    await one.store.keepPending({ key: second.plain, index: 1, share: second.shares[0] as bigint })
    await expectEarlyRefusal(await ask({ epoch: 2 }), 'epochNotHeld', true)
    await one.store.activate(second.key)
    await expectEarlyRefusal(await ask({ epoch: 1 }), 'epochNotHeld', true)
    await one.node.share(await ask({ epoch: 2 }), signal)
  })

  it('is refused by a node without a key', async () => {
    const empty = await vault.addNode()
    const request = await ask({ node: empty.identity })
    await expect(empty.node.share(request, signal)).rejects.toThrow(refused('epochNotHeld', true))
  })

  it('is refused when its signer did not sign all of it', async () => {
    const request = await ask()
    const other = makeEnclave()
    await expectEarlyRefusal({ ...request, signer: other.signer }, 'requestNotSigned')
    await expectEarlyRefusal({ ...request, encryptionKey: other.encryptionKey }, 'requestNotSigned')
    await expectEarlyRefusal({ ...request, deadline: request.deadline + 1 }, 'requestNotSigned')
    await expectEarlyRefusal({ ...request, signature: `0x${'00'.repeat(65)}` }, 'requestNotSigned')
  })

  it('is refused when the ciphertext was sealed under another label, or is no ciphertext', async () => {
    await expectEarlyRefusal(await ask({ label: { ...label, sender: `0x${'44'.repeat(20)}` } }), 'ciphertextInvalid')
    await expectEarlyRefusal(await ask({ sealed: '0x01' }), 'ciphertextInvalid')
    await expectEarlyRefusal(await ask({ sealed: '0x' }), 'ciphertextInvalid')
    const elsewhere = bytesToHex(sealSecret({ masterKey: inventKey(nodes).key.masterKey, label, message }))
    await expectEarlyRefusal(await ask({ sealed: elsewhere }), 'ciphertextInvalid')
  })

  it('is refused with what the policy says, and leaves no record', async () => {
    rule = async () => ({ isAllowed: false, code: 'enclaveNotActive', reason: 'key 0x1 is revoked', retryable: false })
    const refusal = one.node.share(await ask(), signal)
    await expect(refusal).rejects.toThrow(refused('enclaveNotActive'))
    await expect(refusal).rejects.toThrow('key 0x1 is revoked')
    rule = async () => ({ isAllowed: false, code: 'slotNotFinal', reason: 'not yet', retryable: true })
    await expect(one.node.share(await ask(), signal)).rejects.toThrow(refused('slotNotFinal', true))
    expect(await one.store.releases(1)).toEqual([])
  })

  it('is refused while the chain cannot be read, which the status says until it can', async () => {
    rule = () => Promise.reject(new Error('connect ECONNREFUSED'))
    const refusal = one.node.share(await ask(), signal)
    await expect(refusal).rejects.toThrow(refused('chainUnreadable', true))
    await expect(refusal).rejects.toThrow('this node cannot read the chain now')
    expect(one.node.status().problem).toBe('this node cannot read the chain now')
    expect(one.lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ msg: 'cannot read the chain', problem: 'connect ECONNREFUSED' }),
    )
    expect(await one.store.releases(1)).toEqual([])
    rule = allowAll
    await one.node.share(await ask(), signal)
    expect(one.node.status().problem).toBeUndefined()
  })

  it('does not wait longer for the chain than it was given, and says so', async () => {
    rule = () => new Promise(() => undefined)
    await expect(one.node.share(await ask(), AbortSignal.timeout(20))).rejects.toThrow(refused('chainUnreadable', true))
    expect(one.node.status().problem).toBe('this node cannot read the chain now')
  })

  it('leaves a sentence in the status that is short whatever the provider said, for five minutes', async () => {
    let now = NOW
    await one.restart({ clock: () => now })
    rule = () => Promise.reject(new Error('x'.repeat(1_500)))
    await expect(one.node.share(await ask(), signal)).rejects.toThrow(refused('chainUnreadable', true))
    now += 300
    expect(nodeStatusSchema.parse(one.node.status()).problem).toBe('this node cannot read the chain now')
    now += 1
    expect(one.node.status().problem).toBeUndefined()
  })

  it('says nothing of the chain when whoever asked has left', async () => {
    rule = () => new Promise(() => undefined)
    await expect(one.node.share(await ask(), AbortSignal.abort())).rejects.toThrow(refused('chainUnreadable', true))
    expect(one.node.status().problem).toBeUndefined()
  })

  it('is not answered before the record of it is on disk', async () => {
    const events: string[] = []
    let release = () => {}
    const disk = new Promise<void>((resolve) => {
      release = resolve
    })
    let arrive = () => {}
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    wrapStore = (store) => ({
      ...store,
      async recordRelease(record) {
        arrive()
        await disk
        await store.recordRelease(record)
        events.push('recorded')
      },
    })
    const answer = one.node.share(await ask(), signal).then(() => events.push('answered'))
    await arrived
    expect(events).toEqual([])
    release()
    await answer
    expect(events).toEqual(['recorded', 'answered'])
  })

  it('is not answered when the disk refuses the record', async () => {
    wrapStore = (store) => ({ ...store, recordRelease: () => Promise.reject(new Error('disk full')) })
    await expect(one.node.share(await ask(), signal)).rejects.toThrow('disk full')
  })

  it('is refused for now when the store fails, which only the log says more of', async () => {
    const reason = `the vault store ${one.folder} failed: disk full`
    wrapStore = (store) => ({ ...store, recordRelease: () => Promise.reject(new KitError(reason)) })
    const refusal = one.node.share(await ask(), signal)
    await expect(refusal).rejects.toThrow(refused('storeFailed', true))
    await expect(refusal).rejects.not.toThrow(one.folder)
    expect(one.lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'error', problem: reason }),
    )
  })

  it('is refused for a key that nothing can be sealed to, and leaves no record', async () => {
    // Zero, one, and a point of order eight.
    const lowOrder = [
      `0x${'00'.repeat(32)}`,
      `0x01${'00'.repeat(31)}`,
      '0xe0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    ] as const
    for (const encryptionKey of lowOrder) {
      await expect(one.node.share(await ask({ encryptionKey }), signal)).rejects.toThrow(
        refused('encryptionKeyInvalid'),
      )
    }
    expect(await one.store.releases(1)).toEqual([])
  })

  it('is refused when another epoch was activated while it was decided', async () => {
    const second = inventKey(nodes, { epoch: 2, secret: first.secret })
    rule = async () => {
      await give(second)
      return { isAllowed: true, block: BLOCK }
    }
    await expect(one.node.share(await ask(), signal)).rejects.toThrow(refused('epochNotHeld', true))
  })

  it('is refused when another epoch was activated while it was recorded', async () => {
    const second = inventKey(nodes, { epoch: 2, secret: first.secret })
    wrapStore = (store) => ({ ...store, recordRelease: () => give(second) })
    await expect(one.node.share(await ask(), signal)).rejects.toThrow(refused('epochNotHeld', true))
  })

  it('is put off when its signer asks too often, which only the signer itself can bring about', async () => {
    await one.restart({ signerRate: { burst: 2, perSecond: 0.1 } })
    const request = await ask()
    const other = makeEnclave()
    const forged = { ...(await other.ask({ node: one.identity, epoch: 1, sealed })), signer: enclave.signer }
    for (let count = 0; count < 3; count++) {
      await expect(one.node.share(forged, signal)).rejects.toThrow(refused('requestNotSigned'))
    }
    for (let count = 0; count < 2; count++) await one.node.share(request, signal)
    const putOff = one.node.share(request, signal)
    await expect(putOff).rejects.toThrow(refused('tooManyRequests', true))
    const { retryAfterMs } = (await putOff.catch((error) => error)) as { retryAfterMs: number }
    expect(retryAfterMs).toBeGreaterThan(9_000)
    expect(retryAfterMs).toBeLessThanOrEqual(10_000)
    await one.node.share(await other.ask({ node: one.identity, epoch: 1, sealed }), signal)
  })
})

describe('shares of two epochs', () => {
  it('do not combine, and do not pass for each other', async () => {
    const second = inventKey(nodes, { epoch: 2, secret: first.secret })
    const [, two, three] = nodes as [TestNode, TestNode, TestNode]
    await give(second, [two, three])
    const collect = async ({ identity, node }: TestNode, epoch: number) => {
      const request = await enclave.ask({ node: identity, epoch, sealed })
      return enclave.open(request, await node.share(request, signal))
    }
    const shares = [await collect(one, 1), await collect(two, 2), await collect(three, 2)] as const
    const { masterKey } = first.key
    const secret = inspectSecret({ masterKey, label, sealed: Buffer.from(sealed.slice(2), 'hex') })
    const combine = (key: typeof first.key, some: readonly (typeof shares)[number][]) =>
      combineShares({ key, secret }, some)
    expect(() => combine(first.key, shares)).toThrow('1 good shares of 2 that are needed')
    expect(() => combine(second.key, shares.slice(0, 2))).toThrow('1 good shares of 2 that are needed')
    expect(combine(second.key, shares)).toMatchObject({ message, used: [2, 3], bad: [{ index: 1 }] })
  })
})

describe('what a node logs', () => {
  it('says who was given what on which block, and nothing secret', async () => {
    const request = await ask()
    const answer = await one.node.share(request, signal)
    const released = one.lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'released a share')
    expect(released).toMatchObject({ signer: enclave.signer, label, epoch: 1, block: BLOCK.number.toString() })
    const share = first.shares[0] as bigint
    const secrets = [
      share.toString(),
      share.toString(16),
      bytesToHex(one.identityKey),
      bytesToHex(one.storageKey),
      answer.ciphertext,
    ]
    for (const secret of secrets) expect(one.lines.join('\n')).not.toContain(secret.replace('0x', ''))
  })
})

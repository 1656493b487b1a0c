import { bytesToHex, stringToBytes } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { combineShares } from '../../../offchain/protocol/vault/decryptionShare.ts'
import { inspectSecret, sealSecret } from '../../../offchain/protocol/vault/sealedSecret.ts'
import type { CertifiedVaultKey } from '../../../offchain/protocol/vault/vaultKey.ts'
import {
  createTestVault,
  establishKey,
  label,
  makeEnclave,
  makeKey,
  makePlan,
  seatPlan,
  signal,
  stepThrough,
  type TestNode,
  type TestVault,
} from './vaultNodeFixture.ts'

const message = stringToBytes('the key of a slot')
const STEPS = ['join', 'commit', 'reveal', 'judge'] as const
type Step = (typeof STEPS)[number]

let vault: TestVault
let nodes: readonly [TestNode, TestNode, TestNode]
beforeEach(async () => {
  vault = await createTestVault({ size: 3 })
  nodes = vault.nodes as unknown as typeof nodes
})
afterEach(() => vault.close())

const unknown = expect.objectContaining({ name: 'RefusedError', code: 'ceremonyUnknown' })

/** Does the steps up to and including `last`. */
const stepUpTo = (steps: ReturnType<typeof stepThrough>, last: Step) => {
  for (const step of STEPS.slice(0, STEPS.indexOf(last) + 1)) steps[step]()
}
/** What two of the nodes open with the shares of this key. */
const openWith = async (key: CertifiedVaultKey, holders: readonly TestNode[]) => {
  const sealed = sealSecret({ masterKey: key.masterKey, label, message })
  const secret = inspectSecret({ masterKey: key.masterKey, label, sealed })
  const enclave = makeEnclave()
  const shares = []
  for (const { identity, node } of holders) {
    const request = await enclave.ask({ node: identity, epoch: key.epoch, sealed: bytesToHex(sealed) })
    shares.push(enclave.open(request, await node.share(request, signal)))
  }
  return combineShares({ key, secret }, shares).message
}

describe.each(['key generation', 'refresh'] as const)('a node that restarts during %s', (kind) => {
  let former: CertifiedVaultKey | undefined
  beforeEach(async () => {
    former = kind === 'refresh' ? await establishKey(makePlan(vault), nodes) : undefined
  })
  const plan = (epoch = (former?.epoch ?? 0) + 1) => makePlan(vault, { epoch, ...(former ? { former } : {}) })
  const expectFormerServed = async () => {
    for (const { node } of nodes) expect(node.key()).toEqual(former)
    if (former) expect(await openWith(former, nodes.slice(0, 2))).toEqual(message)
  }

  it.each(STEPS)('after %s loses that ceremony and nothing else; the next one succeeds', async (step) => {
    const [one] = nodes
    const lost = plan()
    const steps = stepThrough(lost, nodes)
    stepUpTo(steps, step)
    await one.restart()
    const next = {
      join: async () => one.node.commit(seatPlan(lost, [])),
      commit: async () => one.node.reveal(lost.id, []),
      reveal: async () => one.node.judge(lost.id, []),
      judge: () => one.node.conclude(lost.id, []),
    }
    await expect(next[step]()).rejects.toThrow(unknown)
    expect(one.node.status().pending).toEqual([])
    await expectFormerServed()
    // Nobody has signed, so the epoch is still free.
    const key = await establishKey(plan(), nodes)
    expect(key).toMatchObject(former ? { epoch: 2, masterKey: former.masterKey } : { epoch: 1 })
    expect(await openWith(key, nodes.slice(1))).toEqual(message)
  })

  it('before its share is on disk has signed nothing, and takes part in the next one', async () => {
    const [one, two] = nodes
    const first = plan()
    const steps = stepThrough(first, nodes)
    stepUpTo(steps, 'judge')
    await two.node.conclude(first.id, [])
    await one.restart()
    await expect(one.node.conclude(first.id, [])).rejects.toThrow(unknown)
    expect(one.node.status().pending).toEqual([])
    await expectFormerServed()
    // The second node's signature is out, so the epoch is used up.
    expect(() => two.node.join(plan())).toThrow(/is used up at this node/)
    const next = (former?.epoch ?? 0) + 2
    const key = await establishKey(plan(next), nodes)
    expect(key.epoch).toBe(next)
    for (const { node } of nodes) expect(node.status()).toMatchObject({ epoch: next, pending: [] })
    expect(await openWith(key, nodes.slice(0, 2))).toEqual(message)
  })

  it('after its signature was lost on the way shows it again, and the key can be certified with it', async () => {
    const key = await makeKey(plan(), nodes)
    for (const node of nodes) await node.restart()
    await expectFormerServed()
    // As a coordinator does that was restarted too: with what the nodes say of themselves, and nothing else.
    const signatures = nodes.map(({ node }) => node.status().pending[0]?.signature ?? null)
    const { signatures: _signatures, ...plain } = key
    expect(nodes.map(({ node }) => node.status().pending)).toEqual(
      signatures.map((signature) => [{ key: plain, signature }]),
    )
    for (const { node } of nodes) await node.activate({ ...plain, signatures })
    expect(await openWith({ ...plain, signatures }, nodes.slice(0, 2))).toEqual(message)
  })

  it('before activation serves what it served, and after it the new key', async () => {
    const [one, two, three] = nodes
    const key = await makeKey(plan(), nodes)
    await one.node.activate(key)
    for (const node of nodes) await node.restart()
    expect(one.node.key()).toEqual(key)
    expect(two.node.key()).toEqual(former)
    await two.node.activate(key)
    await one.node.activate(key)
    expect(await openWith(key, [one, two])).toEqual(message)
    await three.node.activate(key)
    await three.restart()
    expect(three.node.status()).toEqual({ identity: three.identity, epoch: key.epoch, pending: [] })
    expect(await openWith(key, [two, three])).toEqual(message)
  })
})

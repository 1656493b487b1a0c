import { type Address, bytesToHex, type Hex, numberToBytes } from 'viem'
import { beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../../../test/offchain/recordLog.ts'
import { createFakeVault, type FakeNode, type FakeVault, refuse } from '../../../test/offchain/vault/fakeVault.ts'
import { KitError } from '../../errors.ts'
import { SCALAR_FIELD } from '../../protocol/scalarField.ts'
import { commitSlotKey, encodeSlotKey, randomSlotKey } from '../../protocol/slotKey.ts'
import { SECRET_KIND, type SecretLabel } from '../../protocol/vault/label.ts'
import { sealSecret } from '../../protocol/vault/sealedSecret.ts'
import { createEnclaveKeys } from '../keys/createEnclaveKeys.ts'
import { TooFewNodesError } from '../vault/openSecret.ts'
import { createSlotKeyOpener, type OpenSlotKey, SlotKeyUnreadableError } from './createSlotKeyOpener.ts'

const CHAIN_ID = 31_337
const POOL: Address = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const OWNER: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const NEVER = new AbortController().signal

describe('createSlotKeyOpener', () => {
  let vault: FakeVault
  let lines: string[]
  let open: OpenSlotKey
  const key = randomSlotKey()
  const commitment = commitSlotKey(key)
  const masterKeyOf = (of: FakeVault): Hex => (of.nodes[0] as FakeNode).epoch.key.masterKey
  const useVault = (size: { nodes: number; threshold: number }) => {
    vault = createFakeVault(size)
    const { threshold } = size
    const { log, lines: written } = recordLog()
    lines = written
    const { nodes } = vault
    const keys = createEnclaveKeys()
    open = createSlotKeyOpener({
      chainId: CHAIN_ID,
      pool: POOL,
      vault: { nodes, threshold, masterKey: masterKeyOf(vault) },
      keyPatienceMs: 100,
      keys,
      log,
    })
  }
  beforeEach(() => useVault({ nodes: 4, threshold: 2 }))

  const sealed = (message: Uint8Array, change: Partial<SecretLabel> = {}): Hex => {
    const label = { chainId: CHAIN_ID, contract: POOL, subject: commitment, kind: SECRET_KIND.slotKey, sender: OWNER }
    return bytesToHex(sealSecret({ masterKey: masterKeyOf(vault), label: { ...label, ...change }, message }))
  }
  const opening = (sealedKey: Hex) => open({ owner: OWNER, commitment, sealedKey }, NEVER)

  it('opens the key that the commitment names', async () => {
    const opened = await opening(sealed(encodeSlotKey(key)))
    expect(opened.key).toBe(key)
    expect(opened.openedBy).toHaveLength(2)
  })

  it('calls a key unreadable that is not the one of the commitment', async () => {
    const error = await opening(sealed(encodeSlotKey(randomSlotKey()))).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SlotKeyUnreadableError)
    expect((error as Error).message).toContain(`not that of the commitment ${commitment}`)
  })

  it.each([
    ['zero', numberToBytes(0, { size: 32 })],
    ['as large as the field', numberToBytes(SCALAR_FIELD, { size: 32 })],
    ['too short', new Uint8Array(31).fill(1)],
    ['empty', new Uint8Array(0)],
  ])('calls a key unreadable that is %s', async (_what, message) => {
    await expect(opening(sealed(message))).rejects.toBeInstanceOf(SlotKeyUnreadableError)
    await expect(opening(sealed(message))).rejects.toThrow('malformed')
  })

  it.each<[string, Partial<SecretLabel>]>([
    ['by another account', { sender: POOL }],
    ['for another pool', { contract: OWNER }],
    ['for another chain', { chainId: 1 }],
    ['for another commitment', { subject: commitSlotKey(randomSlotKey()) }],
    ['as another kind of secret', { kind: SECRET_KIND.programSecret }],
  ])('calls a key unreadable that was sealed %s', async (_how, change) => {
    await expect(opening(sealed(encodeSlotKey(key), change))).rejects.toBeInstanceOf(SlotKeyUnreadableError)
  })

  it('does not call a key unreadable because the vault is not there', async () => {
    for (const node of vault.nodes) node.answer = () => Promise.reject(refuse(node, 'enclaveNotActive', false))
    await expect(opening(sealed(encodeSlotKey(key)))).rejects.toBeInstanceOf(TooFewNodesError)
  })

  it('takes the key of the vault from whichever nodes show it soon', async () => {
    const [one, two, three] = vault.nodes as [FakeNode, FakeNode, FakeNode]
    one.key = (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new KitError('vault node 1 hangs')))
      })
    two.served = () => ({ ...two.epoch.key, signatures: [] })
    three.key = () => Promise.reject(new KitError('vault node 3 is down'))
    expect((await opening(sealed(encodeSlotKey(key)))).key).toBe(key)
  })

  it('takes no key that nodes fewer than the threshold made among themselves, however quick they show it', async () => {
    useVault({ nodes: 7, threshold: 4 })
    const liars = vault.nodes.slice(4)
    const forged = vault.dealAmong(liars, { threshold: 2, epoch: 1 })
    for (const liar of liars) {
      liar.served = () => forged.key
      liar.answer = () => Promise.reject(refuse(liar, 'enclaveNotActive', false))
    }
    for (const honest of vault.nodes.slice(0, 4)) {
      honest.key = () => new Promise((resolve) => setImmediate(() => resolve(honest.served())))
    }
    expect((await opening(sealed(encodeSlotKey(key)))).openedBy).toHaveLength(4)
  })

  it('reads the key of the vault once, and anew after the vault has failed', async () => {
    let reads = 0
    const [first] = vault.nodes as [FakeNode]
    const readKey = first.key
    first.key = async (signal) => {
      reads += 1
      return await readKey(signal)
    }
    await opening(sealed(encodeSlotKey(key)))
    await opening(sealed(encodeSlotKey(key)))
    await expect(opening(sealed(encodeSlotKey(key), { sender: POOL }))).rejects.toThrow(SlotKeyUnreadableError)
    expect(reads).toBe(1)
    const answers = vault.nodes.map(({ answer }) => answer)
    for (const node of vault.nodes) node.answer = () => Promise.reject(refuse(node, 'enclaveNotActive', false))
    await expect(opening(sealed(encodeSlotKey(key)))).rejects.toThrow(TooFewNodesError)
    vault.nodes.forEach((node, place) => {
      node.answer = answers[place] as FakeNode['answer']
    })
    await opening(sealed(encodeSlotKey(key)))
    expect(reads).toBe(2)
  })

  it('says of every node why it has no key of the vault', async () => {
    for (const node of vault.nodes) node.served = () => undefined
    const error = (await opening(sealed(encodeSlotKey(key))).catch((reason: unknown) => reason)) as KitError
    for (const { node } of vault.nodes) expect(error.message).toContain(node.identity.slice(0, 12))
    expect(error.retryable).toBe(true)
  })

  it('goes on with the epoch that opened the last key', async () => {
    await opening(sealed(encodeSlotKey(key)))
    const later = vault.deal(2)
    for (const node of vault.nodes) node.epoch = later
    await opening(sealed(encodeSlotKey(key)))
    for (const node of vault.nodes) node.asked.length = 0
    await opening(sealed(encodeSlotKey(key)))
    expect(vault.nodes.flatMap(({ asked }) => asked.map(({ epoch }) => epoch))).toEqual([2, 2, 2, 2])
  })

  it('says no key in its log', async () => {
    await opening(sealed(encodeSlotKey(key)))
    expect(lines.join()).not.toContain(bytesToHex(encodeSlotKey(key)).slice(2))
    expect(lines.join()).not.toContain(String(key))
  })
})

// The keyring on a real chain; the vault is one in this process, which releases to everyone.
import { createPublicClient, custom, type EIP1193RequestFn, type Hex, type PublicClient } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LOCAL_CHAIN_ID } from '../../../offchain/chain/mainnet.ts'
import { createEnclaveKeys } from '../../../offchain/enclave/keys/createEnclaveKeys.ts'
import {
  createSlotKeyOpener,
  type OpenedSlotKey,
  type OpenSlotKey,
} from '../../../offchain/enclave/slots/createSlotKeyOpener.ts'
import { createSlotKeyring, type SlotKeyring } from '../../../offchain/enclave/slots/createSlotKeyring.ts'
import type { SlotKeyReport } from '../../../offchain/enclave/slots/slotKeyState.ts'
import { KitError } from '../../../offchain/errors.ts'
import { commitSlotKey, randomSlotKey } from '../../../offchain/protocol/slotKey.ts'
import { recordLog } from '../recordLog.ts'
import { createFakeVault, type FakeNode, type FakeVault } from './fakeVault.ts'
import { type PoolChain, startPoolChain } from './poolChain.ts'

describe('createSlotKeyring', () => {
  let chain: PoolChain
  let vault: FakeVault
  let masterKey: Hex
  let keyring: SlotKeyring
  let told: (readonly SlotKeyReport[])[]
  let stop: AbortController
  let running: Promise<void>
  let lines: string[]
  /** What the vault is asked for, before it is. */
  let beforeOpening: (commitment: Hex) => Promise<void>
  let snapshot: Hex
  beforeAll(async () => {
    chain = await startPoolChain()
    vault = createFakeVault({ nodes: 4, threshold: 2 })
    masterKey = (vault.nodes[0] as FakeNode).epoch.key.masterKey
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    snapshot = await chain.client.snapshot()
    told = []
    stop = new AbortController()
    running = Promise.resolve()
    beforeOpening = async () => undefined
  })
  afterEach(async () => {
    stop.abort()
    await running
    await chain.client.revert({ id: snapshot })
  })

  const start = (client: PublicClient = chain.reader, given?: OpenSlotKey) => {
    const recorded = recordLog()
    lines = recorded.lines
    const { log } = recorded
    const { nodes } = vault
    const opener = createSlotKeyOpener({
      ...{ chainId: LOCAL_CHAIN_ID, pool: chain.pool, keys: createEnclaveKeys(), log },
      vault: { nodes, threshold: 2, masterKey },
    })
    const open: OpenSlotKey =
      given ??
      (async (sealed, signal) => {
        await beforeOpening(sealed.commitment)
        return await opener(sealed, signal)
      })
    const { pool } = chain
    keyring = createSlotKeyring({
      ...{ client, pool, startBlock: 0n, maxLogBlocks: 50n, open, pollIntervalMs: 20, log },
    })
    running = keyring.run((reports) => void told.push(reports), stop.signal)
  }
  const post = (maker: 0 | 1 | 2) => chain.postSlotKey(chain.makers[maker], masterKey)
  const holds = (commitment: Hex, key: bigint | undefined) =>
    expect.poll(() => keyring.keyOf(commitment), { timeout: 10_000, interval: 20 }).toBe(key)
  const stateOf = (commitment: Hex) =>
    keyring.reports().find((report: SlotKeyReport) => report.commitment === commitment)
  const isState = (commitment: Hex, state: object | undefined) => {
    const polled = expect.poll(() => stateOf(commitment), { timeout: 10_000, interval: 20 })
    return state ? polled.toMatchObject(state) : polled.toBeUndefined()
  }

  it('opens the keys of all slots, those posted before it began and those after', async () => {
    const first = await post(0)
    start()
    await holds(first.commitment, first.key)
    const second = await post(1)
    await holds(second.commitment, second.key)
    expect(keyring.keyOf(first.commitment)).toBe(first.key)
    const owner = chain.makers[1].address
    expect(stateOf(second.commitment)).toMatchObject({ slot: 1, owner, status: 'pending', state: 'open' })
  })

  it('holds active key and pending key of a slot until the pending one is activated', async () => {
    const old = await post(0)
    await chain.activateKey(old)
    start()
    await isState(old.commitment, { state: 'open', status: 'active' })
    const next = await post(0)
    await holds(next.commitment, next.key)
    expect(keyring.keyOf(old.commitment)).toBe(old.key)
    await chain.activateKey(next)
    await holds(old.commitment, undefined)
    await isState(next.commitment, { state: 'open', status: 'active' })
    expect(keyring.keyOf(next.commitment)).toBe(next.key)
  })

  it('forgets a pending key that was replaced', async () => {
    const first = await post(0)
    start()
    await holds(first.commitment, first.key)
    const second = await post(0)
    await holds(second.commitment, second.key)
    await holds(first.commitment, undefined)
    expect(stateOf(first.commitment)).toBeUndefined()
  })

  it('forgets a key that was reorganised away, and opens it when it is posted again', async () => {
    start()
    const before = await chain.client.snapshot()
    const lost = await post(0)
    await holds(lost.commitment, lost.key)
    await chain.client.revert({ id: before })
    await chain.mine(1)
    await holds(lost.commitment, undefined)
    await chain.mine(5)
    await chain.registerSlot(chain.makers[0], { commitment: lost.commitment, sealedKey: lost.sealed })
    await holds(lost.commitment, lost.key)
  })

  it('finds the ciphertext of a key in a block that took the place of one it had read', async () => {
    start()
    const seen = await post(1)
    await holds(seen.commitment, seen.key)
    const before = await chain.client.snapshot()
    await chain.mine(40)
    const other = await post(0)
    await holds(other.commitment, other.key)
    // A shorter history, in which another key was posted long before the newest block that was read.
    await chain.client.revert({ id: before })
    const late = await post(2)
    await holds(late.commitment, late.key)
    await holds(other.commitment, undefined)
  })

  const postBroken = async (maker: 0 | 1 | 2, from: { sealed: Hex }, commitment: Hex) => {
    await chain.registerSlot(chain.makers[maker], { commitment, sealedKey: from.sealed })
  }

  it('says of a copied ciphertext that it is unreadable, asks for it once, and opens all others', async () => {
    const good = await post(0)
    const asked: Hex[] = []
    beforeOpening = async (commitment) => void asked.push(commitment)
    const commitment = commitSlotKey(randomSlotKey())
    await postBroken(1, good, commitment)
    start()
    await isState(commitment, { state: 'unreadable', slot: 1 })
    await holds(good.commitment, good.key)
    await chain.mine(1)
    const later = await post(2)
    await holds(later.commitment, later.key)
    expect(asked.filter((one) => one === commitment)).toHaveLength(1)
    expect(keyring.keyOf(commitment)).toBeUndefined()
    expect(lines.filter((line) => line.includes('slot key unreadable'))).toHaveLength(1)
  })

  it('waits while the vault gives no shares, says why, and tries again', async () => {
    const posted = await post(0)
    let failures = 0
    beforeOpening = async () => {
      failures += 1
      if (failures < 3) throw new KitError('the vault gave 1 of 2 shares', { retryable: true })
    }
    start()
    await isState(posted.commitment, { state: 'waiting', reason: 'the vault gave 1 of 2 shares' })
    expect(keyring.keyOf(posted.commitment)).toBeUndefined()
    await holds(posted.commitment, posted.key)
    expect(failures).toBe(3)
  })

  it('is not held up by a key whose opening hangs', async () => {
    const [stuck, free] = [await post(0), await post(1)]
    let isAsked = false
    beforeOpening = async (commitment) => {
      if (commitment !== stuck.commitment) return
      isAsked = true
      await new Promise((_resolve, reject) => stop.signal.addEventListener('abort', reject))
    }
    start()
    await holds(free.commitment, free.key)
    expect(isAsked).toBe(true)
    expect(keyring.keyOf(stuck.commitment)).toBeUndefined()
  })

  it('keeps no key that is opened only after it was stopped', async () => {
    const [, late] = [await post(0), await post(1)]
    let asked = 0
    let open = (_opened: OpenedSlotKey): void => undefined
    start(chain.reader, async ({ commitment }, signal) => {
      asked += 1
      return await new Promise<OpenedSlotKey>((resolve, reject) => {
        if (commitment === late.commitment) open = resolve
        else signal.addEventListener('abort', reject)
      })
    })
    await expect.poll(() => asked, { timeout: 10_000 }).toBe(2)
    stop.abort()
    await Promise.race([running, new Promise((resolve) => setImmediate(resolve))])
    open({ key: late.key, openedBy: [1, 2] })
    await running
    await new Promise((resolve) => setImmediate(resolve))
    expect(keyring.keyOf(late.commitment)).toBeUndefined()
  })

  it('tells of every change, once', async () => {
    const posted = await post(0)
    start()
    await holds(posted.commitment, posted.key)
    await chain.mine(1)
    await chain.activateKey(posted)
    await isState(posted.commitment, { status: 'active' })
    stop.abort()
    await running
    const shown = told.map((reports) => reports.map(({ state, status }) => `${state} ${status}`).join())
    expect(shown).toEqual(['open pending', 'open active', ''])
  })

  it('goes on when the chain cannot be read for a while', async () => {
    const posted = await post(0)
    let failing = 3
    const provider: EIP1193RequestFn = async (request) => {
      failing -= 1
      if (failing >= 0) throw new Error('the provider is away')
      return (await chain.client.request(request as never)) as never
    }
    const transport = custom({ request: provider }, { retryCount: 0 })
    start(createPublicClient({ chain: chain.reader.chain, cacheTime: 0, transport }))
    await holds(posted.commitment, posted.key)
    expect(lines.join()).toContain('cannot be read, trying again')
  })

  it('forgets everything when it is stopped, and never prints a key', async () => {
    const posted = await post(0)
    start()
    await holds(posted.commitment, posted.key)
    const shown = JSON.stringify([keyring, keyring.reports()], (_name, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    stop.abort()
    await running
    expect(keyring.keyOf(posted.commitment)).toBeUndefined()
    expect(keyring.reports()).toEqual([])
    for (const text of [shown, lines.join()]) {
      expect(text).not.toContain(String(posted.key))
      expect(text).not.toContain(posted.key.toString(16))
    }
  })
})

import { setTimeout as delay } from 'node:timers/promises'
import { type Address, type Hex, keccak256, type PublicClient } from 'viem'
import { readSlotKey } from '../../chain/darkpool/readSlotKey.ts'
import { readSlots } from '../../chain/darkpool/readSlots.ts'
import { type PostedSlotKey, scanSlotKeys } from '../../chain/darkpool/scanSlotKeys.ts'
import { describeError } from '../../chain/describeError.ts'
import { backOffMs } from '../../chain/providers/backOff.ts'
import { type BlockHeader, readHead } from '../../chain/readHead.ts'
import type { Log } from '../../log.ts'
import { type OpenSlotKey, SlotKeyUnreadableError } from './createSlotKeyOpener.ts'
import { decideSlotKeys, type HeldSlotKey } from './decideSlotKeys.ts'
import type { LiveSlotKey, SlotKeyReport, SlotKeyState } from './slotKeyState.ts'

/** The slot keys that an enclave holds. They leave it by `keyOf` only, for the matcher beside it. */
export type SlotKeyring = {
  /** Undefined unless the pool uses the key and the vault opened it. */
  keyOf(commitment: Hex): bigint | undefined
  /** Whether the pool uses the key, and nobody can ever open it. */
  isUnreadable(commitment: Hex): boolean
  /** Of all keys that the pool used at the last look. */
  reports(): readonly SlotKeyReport[]
  /**
   * Follows the pool until `signal` aborts, and then forgets all keys. Calls `onChange` when a key came, went, or changed
   * its state.
   */
  run(onChange: (reports: readonly SlotKeyReport[]) => void, signal: AbortSignal): Promise<void>
}

export type CreateSlotKeyringParameters = {
  client: PublicClient
  pool: Address
  /** Block of the pool's deployment. */
  startBlock: bigint
  maxLogBlocks: bigint
  open: OpenSlotKey
  /** Between two looks at the pool, in milliseconds. */
  pollIntervalMs: number
  log: Log
}

/** One that hangs holds up few others, and nodes answer an enclave so many at once. */
const KEYS_AT_ONCE = 4

/** Milliseconds of the local clock after which a key is asked for again. */
const retryIn = (failures: number): number => backOffMs({ failures, retryAfterMs: undefined, random: Math.random() })

/**
 * Holds the keys of a pool's slots, in memory only. Chain state decides which: every look shows the keys that the pool uses
 * now, so that whatever was rotated, retired or reorganised away is forgotten. JavaScript cannot overwrite a big integer;
 * what is forgotten stays in the enclave's memory until that is used again.
 */
export const createSlotKeyring = (parameters: CreateSlotKeyringParameters): SlotKeyring => {
  const { client, pool, startBlock, maxLogBlocks, open, pollIntervalMs, log } = parameters
  const keys = new Map<Hex, bigint>()
  const held = new Map<Hex, HeldSlotKey>()
  /** By the hash of the ciphertext: logs are where its bytes are, the pool says which of them count. */
  const posted = new Map<Hex, PostedSlotKey>()
  let nextLogBlock = startBlock
  let last: { block: BlockHeader; live: readonly LiveSlotKey[] } | undefined

  const reports = (): SlotKeyReport[] =>
    [...held.values()].map(({ posted: of, failures: _failures, retryAt: _retryAt, ...state }) => {
      const { slot, owner, commitment, status } = of
      return { slot, owner, commitment, status, ...state }
    })

  const readLive = async (block: BlockHeader): Promise<readonly LiveSlotKey[]> => {
    const slots = await readSlots(client, { pool, block })
    const used = slots.flatMap(({ activeKey, pendingKey, ...slot }) => [
      ...(activeKey ? [{ ...slot, commitment: activeKey, status: 'active' as const }] : []),
      ...(pendingKey ? [{ ...slot, commitment: pendingKey, status: 'pending' as const }] : []),
    ])
    return await Promise.all(
      used.map(async (key) => {
        const { sealedKeyHash } = await readSlotKey(client, { pool, commitment: key.commitment, block })
        return { ...key, sealedKeyHash }
      }),
    )
  }

  const scan = async (toBlock: bigint): Promise<void> => {
    const range = { fromBlock: nextLogBlock, toBlock, rangeBlocks: maxLogBlocks, maxRangeBlocks: maxLogBlocks }
    for await (const { keys: found, toBlock: scanned } of scanSlotKeys(client, { pool, ...range })) {
      for (const key of found) posted.set(keccak256(key.sealedKey), key)
      nextLogBlock = scanned + 1n
    }
  }

  /** Has the bytes of all these keys at hand, where the logs have them. */
  const fetchPosted = async (wanted: readonly LiveSlotKey[], { number }: BlockHeader): Promise<void> => {
    const isMissing = () => wanted.some(({ sealedKeyHash }) => !posted.has(sealedKeyHash))
    if (isMissing()) await scan(number)
    if (!isMissing()) return
    // It was posted in a block that took the place of one that was scanned before.
    nextLogBlock = startBlock
    await scan(number)
  }

  const attempt = async (key: LiveSlotKey, signal: AbortSignal): Promise<SlotKeyState> => {
    const { slot, owner, commitment, sealedKeyHash } = key
    try {
      const sealedKey = posted.get(sealedKeyHash)?.sealedKey
      if (!sealedKey) return { state: 'waiting', reason: `no log has the ciphertext ${sealedKeyHash}` }
      const opened = await open({ owner, commitment, sealedKey }, signal)
      // By then all keys may be forgotten.
      signal.throwIfAborted()
      keys.set(commitment, opened.key)
      const { openedBy } = opened
      log.info({ slot, commitment, openedBy }, 'slot key opened')
      return { state: 'open', openedBy }
    } catch (error) {
      signal.throwIfAborted()
      const state = error instanceof SlotKeyUnreadableError ? 'unreadable' : 'waiting'
      return { state, reason: describeError(error) }
    }
  }

  const keep = (key: LiveSlotKey, state: SlotKeyState): void => {
    const { slot, commitment } = key
    const before = held.get(commitment)
    const failures = state.state === 'waiting' ? (before?.failures ?? 0) + 1 : 0
    held.set(commitment, { ...state, posted: key, failures, retryAt: Date.now() + retryIn(failures) })
    if (state.state === 'unreadable') log.warn({ slot, commitment, reason: state.reason }, 'slot key unreadable')
    if (state.state === 'waiting' && before?.state !== 'waiting')
      log.info({ slot, commitment, reason: state.reason }, 'slot key not opened yet')
  }

  const forget = (commitment: Hex): void => {
    keys.delete(commitment)
    log.info({ slot: held.get(commitment)?.posted.slot, commitment }, 'slot key forgotten')
    held.delete(commitment)
  }

  const look = async (signal: AbortSignal): Promise<void> => {
    const block = await readHead(client)
    const live = last?.block.hash === block.hash ? last.live : await readLive(block)
    last = { block, live }
    const { forget: gone, open: due } = decideSlotKeys({ live, held, nowMs: Date.now() })
    for (const commitment of gone) forget(commitment)
    for (const key of live) {
      const known = held.get(key.commitment)
      // It was activated: still the same key.
      if (known?.state === 'open') known.posted = key
    }
    if (due.length > 0) await fetchPosted(due, block)
    const queue = [...due]
    const openNext = async (): Promise<void> => {
      for (let key = queue.shift(); key; key = queue.shift()) keep(key, await attempt(key, signal))
    }
    await Promise.all(Array.from({ length: KEYS_AT_ONCE }, openNext))
  }

  const nextLook = (): number => {
    const waiting = [...held.values()].filter(({ state }) => state === 'waiting')
    return Math.max(0, Math.min(pollIntervalMs, ...waiting.map(({ retryAt }) => retryAt - Date.now())))
  }

  const run: SlotKeyring['run'] = async (onChange, signal) => {
    let told = ''
    const report = (): void => {
      const now = JSON.stringify(reports())
      if (now !== told) onChange(reports())
      told = now
    }
    let failures = 0
    try {
      while (!signal.aborted) {
        let waitMs = pollIntervalMs
        try {
          await look(signal)
          failures = 0
          waitMs = nextLook()
        } catch (error) {
          if (signal.aborted) break
          failures += 1
          waitMs = retryIn(failures)
          log.warn({ err: describeError(error) }, 'the slots of the pool cannot be read, trying again')
        }
        report()
        await delay(waitMs, undefined, { signal }).catch(() => undefined)
      }
    } finally {
      keys.clear()
      held.clear()
      report()
    }
  }

  const isUnreadable = (commitment: Hex): boolean =>
    reports().some((report) => report.commitment === commitment && report.state === 'unreadable')

  return Object.freeze({ keyOf: (commitment: Hex) => keys.get(commitment), isUnreadable, reports, run })
}

import type { Hex, PublicClient } from 'viem'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hasUnknownRevocation } from './hasUnknownRevocation.ts'

const WORD: Hex = `0x${'11'.repeat(32)}`

/** Asks a store that knows what `isKnown` says, and counts what it is asked. */
const ask = (serials: readonly bigint[], isKnown: (serial: bigint) => Promise<boolean>) => {
  const asked: bigint[] = []
  const readContract = ({ args: [, serial] }: { args: [Hex, bigint] }) => {
    asked.push(serial)
    return isKnown(serial)
  }
  const client = { readContract } as unknown as PublicClient
  const crlStore = `0x${'22'.repeat(20)}` as const
  return { asked, answer: hasUnknownRevocation(client, { crlStore, authority: WORD, serials, block: { hash: WORD } }) }
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => BigInt(index))
const known = async () => true

describe('hasUnknownRevocation', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('says whether the store lacks one, and asks for each once', async () => {
    const { asked, answer } = ask([1n, 2n, 1n, 2n], known)
    expect(await answer).toBe(false)
    expect(asked).toEqual([1n, 2n])
    expect(await ask(upTo(100), async (serial) => serial !== 70n).answer).toBe(true)
  })

  it('asks for none where there are more than anybody would wait for', async () => {
    expect(await ask(upTo(256), known).answer).toBe(false)
    const { asked, answer } = ask(upTo(257), known)
    expect(await answer).toBe(true)
    expect(asked).toEqual([])
  })

  it('waits two seconds for all of them together', async () => {
    const slow = ask(upTo(64), () => new Promise((resolve) => setTimeout(() => resolve(true), 600)))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await slow.answer).toBe(true)
    const fast = ask(upTo(48), () => new Promise((resolve) => setTimeout(() => resolve(true), 600)))
    await vi.advanceTimersByTimeAsync(1_800)
    expect(await fast.answer).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })
})

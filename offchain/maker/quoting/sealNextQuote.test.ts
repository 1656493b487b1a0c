import { describe, expect, it } from 'vitest'
import { splitMessageNonce } from '../../protocol/pool/messageNonce.ts'
import { decryptQuote, encodeQuote } from '../../protocol/pool/quote.ts'
import type { Quote, Sealed } from '../../protocol/pool/types.ts'
import { seededRandom } from '../../protocol/seededRandom.ts'
import { sealNextQuote } from './sealNextQuote.ts'

const POOL = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const KEYS = [0x5107n, 0x5108n] as const

describe('sealNextQuote', () => {
  it('opens under its key, with the counter after the last one', () => {
    const quote = { size: 250_000_000n, premiumBps: 73n }
    const sealed = sealNextQuote({ key: KEYS[0], chainId: 31337, pool: POOL, lastCounter: 6n, quote })
    expect(decryptQuote(KEYS[0], sealed)).toEqual(quote)
    expect(splitMessageNonce(sealed.nonce).counter).toBe(7n)
  })

  it('is the same bytes for the same quote', () => {
    const parameters = {
      key: KEYS[0],
      chainId: 31337,
      pool: POOL,
      lastCounter: 0n,
      quote: { size: 1n, premiumBps: 2n },
    } as const
    expect(sealNextQuote(parameters)).toEqual(sealNextQuote(parameters))
  })

  /**
   * A maker that is killed, retries, changes its mind, rotates its key and lives through reorganisations, against a chain
   * that keeps what the pool keeps. Whatever was ever signed counts, sent or not: others may have seen it.
   */
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('never puts two quotes under one pad, whatever happens: story %i', (seed) => {
    const random = seededRandom(seed)
    const pick = (limit: number): number => Number(random.below(BigInt(limit)))
    const chains: { counter: bigint; seen: bigint[] }[] = [{ counter: 0n, seen: [] }]
    const signed: { key: bigint; sealed: Sealed; quote: Quote }[] = []
    let key: bigint = KEYS[0]
    let [wanted, repeated, forgotten] = [{ size: 1n, premiumBps: 1n }, 0, 0]
    for (let step = 0; step < 150; step++) {
      const chain = chains.at(-1) as { counter: bigint; seen: bigint[] }
      // Few values, so that the same quote comes again, under the same counter and others.
      if (pick(2) === 0) wanted = { size: random.below(3n), premiumBps: random.below(3n) }
      if (pick(20) === 0) key = KEYS[pick(2)] as bigint
      // The chain forgets: up to all of it.
      if (pick(6) === 0 && chains.length > 1) {
        chains.splice(1 + pick(chains.length - 1))
        forgotten += 1
        continue
      }
      const sealed = sealNextQuote({ key, chainId: 31337, pool: POOL, lastCounter: chain.counter, quote: wanted })
      signed.push({ key, sealed, quote: wanted })
      // Killed between signing and sending, or the transaction is lost.
      if (pick(3) === 0) continue
      const { counter } = splitMessageNonce(sealed.nonce)
      expect(counter > chain.counter).toBe(true)
      chains.push({ counter, seen: [...chain.seen, sealed.nonce] })
    }
    const pads = new Map<string, bigint>()
    for (const { key: under, sealed, quote } of signed) {
      const pad = `${under} ${sealed.nonce}`
      const plaintext = encodeQuote(quote)
      if (pads.has(pad)) repeated += 1
      expect(pads.get(pad) ?? plaintext).toBe(plaintext)
      pads.set(pad, plaintext)
    }
    // A story in which nothing comes again would prove nothing.
    expect([repeated > 5, forgotten > 5]).toEqual([true, true])
    const counters = signed.map(({ sealed }) => splitMessageNonce(sealed.nonce).counter)
    expect(new Set(counters).size).toBeLessThan(pads.size)
  })
})

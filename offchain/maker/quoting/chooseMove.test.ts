import { describe, expect, it } from 'vitest'
import type { OpenedQuote } from '../reading/makerView.ts'
import { type ChooseMoveParameters, chooseMove } from './chooseMove.ts'

const QUOTE = { size: 5n, premiumBps: 7n }
const OTHER = { size: 5n, premiumBps: 8n }

const viewOf = (standing?: OpenedQuote, quotedAt?: number, now = 1_000): ChooseMoveParameters['view'] => ({
  quote: standing,
  nextQuote: undefined,
  quotedAt,
  block: { number: 1n, hash: '0x', timestamp: now },
})
const choose = (changes: Partial<ChooseMoveParameters>) =>
  chooseMove({ view: viewOf(), decision: 'keep', minIntervalSeconds: 60, cover: false, ...changes })

describe('chooseMove', () => {
  it('sends what differs from what stands, and nothing else', () => {
    expect(choose({ decision: { quote: QUOTE } })).toEqual({ kind: 'quote', quote: QUOTE })
    expect(choose({ view: viewOf({ quote: QUOTE }), decision: { quote: QUOTE } })).toEqual({ kind: 'none' })
    expect(choose({ view: viewOf({ quote: QUOTE }), decision: { quote: OTHER } })).toEqual({
      kind: 'quote',
      quote: OTHER,
    })
    expect(choose({ view: viewOf({ quote: undefined }), decision: { quote: QUOTE } }).kind).toBe('quote')
    expect(choose({ view: viewOf({ quote: QUOTE }), decision: 'withdraw' })).toEqual({ kind: 'withdraw' })
    expect(choose({ decision: 'withdraw' })).toEqual({ kind: 'none' })
    expect(choose({ view: viewOf({ quote: QUOTE }), decision: 'keep' })).toEqual({ kind: 'none' })
  })

  it('compares with what the end of the closed round puts on the book', () => {
    const replaced = { ...viewOf({ quote: QUOTE }), nextQuote: { posted: { quote: OTHER } } }
    expect(choose({ view: replaced, decision: { quote: OTHER } })).toEqual({ kind: 'none' })
    expect(choose({ view: replaced, decision: { quote: QUOTE } }).kind).toBe('quote')
    expect(choose({ view: { ...replaced, nextQuote: { posted: undefined } }, decision: 'withdraw' })).toEqual({
      kind: 'none',
    })
  })

  it('waits until the interval is over, to the second', () => {
    const early = viewOf({ quote: QUOTE }, 941)
    expect(choose({ view: early, decision: { quote: OTHER } })).toEqual({ kind: 'wait', until: 1_001 })
    expect(choose({ view: early, decision: 'withdraw' })).toEqual({ kind: 'wait', until: 1_001 })
    expect(choose({ view: viewOf({ quote: QUOTE }, 940), decision: { quote: OTHER } }).kind).toBe('quote')
  })

  it('with cover, quotes once an interval, whatever is decided', () => {
    for (const decision of ['keep', 'withdraw', { quote: QUOTE }, { quote: OTHER }] as const) {
      // Intervals of a minute begin at 960 and 1020.
      expect(choose({ cover: true, view: viewOf({ quote: QUOTE }, 960), decision })).toEqual({
        kind: 'wait',
        until: 1_020,
      })
      expect(choose({ cover: true, view: viewOf({ quote: QUOTE }, 959), decision }).kind).toBe('quote')
      expect(choose({ cover: true, decision }).kind).toBe('quote')
    }
    expect(choose({ cover: true, view: viewOf({ quote: QUOTE }), decision: 'keep' })).toEqual({
      kind: 'quote',
      quote: QUOTE,
    })
    expect(choose({ cover: true, decision: 'withdraw' })).toEqual({
      kind: 'quote',
      quote: { size: 0n, premiumBps: 0n },
    })
  })
})

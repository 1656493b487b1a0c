import { describe, expect, it } from 'vitest'
import { createSimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import type { QuoteOptions } from '../../../offchain/local/enclave/simulatedQuote.ts'
import { parseCollateral } from '../../../offchain/protocol/tdx/parseCollateral.ts'
import { parseQuote } from '../../../offchain/protocol/tdx/parseQuote.ts'
import { UnreadableError } from '../../../offchain/protocol/tdx/unreadableError.ts'

const NOW = 1_800_000_000

const VERSIONS: readonly { title: string; options: QuoteOptions }[] = [
  { title: 'version 4', options: { version: 4 } },
  { title: 'version 5 with a TDX 1.0 report', options: { version: 5, bodyType: 2 } },
  { title: 'version 5 with a TDX 1.5 report', options: { version: 5, bodyType: 3 } },
]

describe('parseQuote', () => {
  const platform = createSimulatedPlatform({ now: NOW })

  it.each(VERSIONS)('takes a simulated quote of $title apart into what was signed', ({ options }) => {
    const parsed = parseQuote(platform.quote(options))
    expect(parsed.quote).toEqual(platform.tdxQuote(options))
    expect(parsed.paddingLength).toBe(0)
  })

  it('takes the zero bytes after it for padding', () => {
    const raw = Uint8Array.of(...platform.quote(), ...new Uint8Array(70))
    expect(parseQuote(raw)).toMatchObject({ quote: platform.tdxQuote(), paddingLength: 70 })
  })

  it('refuses a raw quote with a byte after it, or without its last one', () => {
    const raw = platform.quote()
    expect(() => parseQuote(Uint8Array.of(...raw, 1))).toThrow(UnreadableError)
    expect(() => parseQuote(raw.slice(0, -1))).toThrow(UnreadableError)
  })
})

describe('parseCollateral', () => {
  it('reads the simulated collateral from its file form', () => {
    const platform = createSimulatedPlatform({ now: NOW })
    expect(parseCollateral(JSON.stringify(platform.collateralFile()))).toMatchObject(platform.collateral())
  })
})

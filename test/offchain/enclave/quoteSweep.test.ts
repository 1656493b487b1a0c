import { type Hex, size } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import type { Collateral } from '../../../offchain/protocol/tdx/collateral.ts'
import { INTEL_ROOT } from '../../../offchain/protocol/tdx/intelRoot.ts'
import { parseCollateral } from '../../../offchain/protocol/tdx/parseCollateral.ts'
import { parseQuote } from '../../../offchain/protocol/tdx/parseQuote.ts'
import type { TrustedRoot } from '../../../offchain/protocol/tdx/trustedRoot.ts'
import { UnreadableError } from '../../../offchain/protocol/tdx/unreadableError.ts'
import { type Judge, openJudge } from '../../../offchain/verify/quote/openJudge.ts'
import { openTestChain } from './openTestChain.ts'
import { hasRealVectors, readRealCollateral, readRealQuote } from './realVectors.ts'

// A quote holds bytes that nobody signed and that the contracts never see: the certificates of the authorities, which
// come from collateral instead, and zero bytes after the end. All else has to change the verdict when it changes.
const BEGIN = '-----BEGIN CERTIFICATE-----'

/** Where the unsigned tail begins: after the PCK certificate. */
const tailOf = (quote: Uint8Array): number => {
  const text = Buffer.from(quote).toString('latin1')
  return text.indexOf(BEGIN, text.indexOf(BEGIN) + 1)
}

const PARALLEL = 24
/** Prime, so that all kinds of fields are met. */
const SAMPLE_EVERY = 29

/** Bytes around which a structure begins or ends, which no sample may miss: in the header, and after the report. */
const landmarksOf = (quote: Uint8Array): number[] => {
  const reportEnd = size(parseQuote(quote).quote.signedReport)
  const after = [0, 4, 68, 132, 138, 522, 586, 588, 620, 626].map((offset) => reportEnd + offset)
  return [0, 4, 8, 12, 48, 54, ...after, tailOf(quote), quote.length - 1]
}

const positionsOf = (quote: Uint8Array): number[] => {
  const all = Array.from(quote.keys())
  if (process.env.TEST_DEEP) return all
  const landmarks = landmarksOf(quote)
  return all.filter((at) => at % SAMPLE_EVERY === 0 || landmarks.some((landmark) => Math.abs(at - landmark) <= 2))
}

/** Which bit is flipped differs from byte to byte, the same in every run. */
const flipBit = (quote: Uint8Array, at: number): Uint8Array => {
  const flipped = quote.slice()
  flipped[at] = (quote[at] as number) ^ (1 << ((at * 5 + 3) % 8))
  return flipped
}

type Fate = 'unreadable' | 'refused' | 'same claims' | 'OTHER CLAIMS'

const sweep = async (judge: Judge, quote: Uint8Array): Promise<Map<number, Fate>> => {
  const untouched = await judge.judge(parseQuote(quote).quote)
  expect(untouched).toHaveProperty('claims')
  const fateOf = async (at: number): Promise<Fate> => {
    let parsed: ReturnType<typeof parseQuote>
    try {
      parsed = parseQuote(flipBit(quote, at))
    } catch (error) {
      if (error instanceof UnreadableError) return 'unreadable'
      throw error
    }
    const judgement = await judge.judge(parsed.quote)
    if ('refusal' in judgement) return 'refused'
    return JSON.stringify(judgement) === JSON.stringify(untouched) ? 'same claims' : 'OTHER CLAIMS'
  }
  const fates = new Map<number, Fate>()
  const waiting = positionsOf(quote)
  const work = async (): Promise<void> => {
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) fates.set(at, await fateOf(at))
  }
  await Promise.all(Array.from({ length: PARALLEL }, work))
  return fates
}

const positionsWith = (fates: Map<number, Fate>, wanted: Fate): number[] =>
  [...fates].filter(([, fate]) => fate === wanted).map(([at]) => at)

type Sweep = { name: string; quote: Uint8Array; collateral: Collateral; root: TrustedRoot; at: number }

const platform = createSimulatedPlatform({ now: Date.UTC(2027, 0, 15) / 1000 })
const TEE_TCB_SVN: Hex = '0x06010300000000000000000000000000'
const report = { teeTcbSvn: TEE_TCB_SVN, teeTcbSvn2: TEE_TCB_SVN }
const simulated = {
  collateral: parseCollateral(JSON.stringify(platform.collateralFile())),
  root: { key: platform.rootKey, name: platform.rootName },
  at: platform.now,
}

const sweeps: Sweep[] = [
  { name: 'simulated, version 4', quote: platform.quote(), ...simulated },
  { name: 'simulated, version 5', quote: platform.quote({ version: 5, bodyType: 3, report }), ...simulated },
  ...(hasRealVectors
    ? [
        {
          name: 'real',
          quote: readRealQuote('tdx_quote'),
          collateral: readRealCollateral('tdx_quote_collateral.json'),
          root: INTEL_ROOT,
          at: Date.UTC(2025, 5, 20) / 1000,
        },
      ]
    : []),
]

let chain: Awaited<ReturnType<typeof openTestChain>>
beforeAll(async () => {
  chain = await openTestChain()
})
afterAll(() => chain?.stop())

describe.each(sweeps)('one bit flipped in every byte of a quote: $name', ({ quote, collateral, root, at }) => {
  let fates: Map<number, Fate>
  beforeAll(async () => {
    const judge = await openJudge({ chain, root, at })
    expect((await judge.record(collateral)).refusal).toBeUndefined()
    fates = await sweep(judge, quote)
  }, 600_000)

  it('never makes the contracts claim anything else', () => {
    expect(positionsWith(fates, 'OTHER CLAIMS')).toEqual([])
  })

  it('is refused everywhere but in the unsigned tail', () => {
    const tail = tailOf(quote)
    expect(positionsWith(fates, 'same claims').filter((position) => position < tail)).toEqual([])
  })

  it('is refused in the tail where the key of the authority changes, and only there', () => {
    const tail = tailOf(quote)
    const text = Buffer.from(quote).toString('latin1')
    const refused = positionsWith(fates, 'refused').filter((position) => position >= tail)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.every((position) => position < text.lastIndexOf(BEGIN))).toBe(true)
  })

  it('reaches parser, contracts and tail', () => {
    for (const fate of ['unreadable', 'refused', 'same claims'] as const) {
      expect(positionsWith(fates, fate).length, fate).toBeGreaterThan(10)
    }
    const count = (fate: Fate) => positionsWith(fates, fate).length
    console.info(
      `${fates.size} of ${quote.length} bytes: ${count('unreadable')} unreadable, ${count('refused')} refused, ` +
        `${count('same claims')} with the same claims, all from ${tailOf(quote)} on`,
    )
  })

  it('refuses zero bytes after the end that are none', () => {
    const end = parseQuote(quote).length
    expect([...fates].filter(([position, fate]) => position >= end && fate !== 'unreadable')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import type { StoredDocument } from '../../protocol/collateralPolicy.ts'
import type { CollateralKeeper } from './collateralKeeper.ts'
import { describeCollateral } from './describeCollateral.ts'

const NOW = 1_800_000_000
const DAY = 86_400

const stored = (left: number | undefined): StoredDocument => ({
  subject: { kind: 'tcbInfo', fmspc: '0x90c06f000000' },
  version: left === undefined ? undefined : { issuedAt: NOW - DAY, nextUpdate: NOW + left, evaluationNumber: 17 },
})
const KNOWN = { found: [`0x${'ab'.repeat(32)}`], isFailing: false } as const

type Setup = { failingSince?: number } & Partial<Pick<CollateralKeeper, 'problem' | 'search'>>

const describeWith = (left: (number | undefined)[], { failingSince, problem, search = KNOWN }: Setup = {}) =>
  describeCollateral(
    { seen: { stored: left.map(stored), at: NOW }, problem, watch: { offered: [], failingSince }, search },
    NOW,
  ).map(({ kind, severity }) => `${kind} ${severity}`)

describe('describeCollateral', () => {
  it.each([
    ['fresh', [30 * DAY], []],
    ['lapsing within a week', [30 * DAY, 6 * DAY], ['collateralLapsing warning']],
    ['lapsing within a day', [6 * DAY, DAY], ['collateralLapsing critical']],
    ['lapsed', [-1], ['collateralLapsing critical', 'collateralLapsed critical']],
    ['missing', [undefined], ['collateralLapsing critical', 'collateralLapsed critical']],
  ])('of what is %s says so', (_name, left, wanted) => expect(describeWith(left)).toEqual(wanted))

  it('says nothing before it has looked', () => {
    expect(
      describeCollateral(
        { seen: undefined, problem: undefined, watch: { offered: [], failingSince: NOW }, search: KNOWN },
        NOW,
      ),
    ).toEqual([])
  })

  it('names what lapses, and no other', () => {
    const seen = { stored: [stored(30 * DAY), { subject: { kind: 'rootCrl' }, version: undefined } as const], at: NOW }
    const [, lapsed] = describeCollateral(
      { seen, problem: undefined, watch: { offered: [], failingSince: undefined }, search: KNOWN },
      NOW,
    )
    expect(lapsed?.summary).toBe('collateral on chain has lapsed or is missing, so no enclave can register: rootCrl')
  })

  it('tells of a source only when it fails for long, and of stores at once', () => {
    expect(describeWith([30 * DAY], { failingSince: NOW - DAY })).toEqual([])
    expect(describeWith([30 * DAY], { failingSince: NOW - DAY - 1 })).toEqual(['collateralNotKept warning'])
    const problem = { kind: 'other', reason: 'no such contract' } as const
    expect(describeWith([30 * DAY], { problem })).toEqual(['collateralNotKept warning'])
  })

  it('says so when it is only the money', () => {
    const seen = { stored: [stored(30 * DAY)], at: NOW }
    const problem = { kind: 'unaffordable', reason: 'a fee of 9 gwei is above half of MAX_FEE_GWEI (4)' } as const
    const watch = { offered: [], failingSince: undefined }
    const [condition] = describeCollateral({ seen, problem, watch, search: KNOWN }, NOW)
    expect(condition?.summary).toContain('fees are above the cap, or a heal needs the ether')
  })

  it('calls the PCK CRL missing when the stores have none, and warns when nobody can say', () => {
    const missing = describeWith([30 * DAY], { search: { found: [], isFailing: false } })
    expect(missing).toEqual(['collateralLapsing critical', 'collateralLapsed critical'])
    const unknown = describeWith([30 * DAY], { search: { found: undefined, isFailing: true } })
    expect(unknown).toEqual(['collateralNotKept warning'])
    expect(describeWith([30 * DAY], { search: { found: undefined, isFailing: false } })).toEqual([])
  })
})

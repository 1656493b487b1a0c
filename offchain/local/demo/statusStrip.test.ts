import { describe, expect, it } from 'vitest'
import type { ReserveStatus } from '../../chain/readReserveState.ts'
import { requireSolventThroughout, statusStrip } from './statusStrip.ts'

const times = (count: number, status: ReserveStatus): ReserveStatus[] => Array.from({ length: count }, () => status)

describe('statusStrip', () => {
  it('shows a single insolvent block among hundreds', () => {
    const statuses = [...times(30, 'UNKNOWN'), ...times(200, 'SOLVENT'), 'INSOLVENT' as const, ...times(100, 'SOLVENT')]
    const strip = statusStrip(statuses)
    expect(strip.length).toBeLessThanOrEqual(60)
    expect(strip).toMatch(/^\.+=+!=+$/)
  })

  it('shows few blocks one by one', () => {
    expect(statusStrip(['UNKNOWN', 'SOLVENT', 'SOLVENT', 'INSOLVENT'])).toBe('.==!')
  })
})

describe('requireSolventThroughout', () => {
  it('counts the blocks from the first solvent one on', () => {
    expect(requireSolventThroughout([...times(3, 'UNKNOWN'), ...times(5, 'SOLVENT')])).toBe(5)
  })

  it.each([
    ['it turns insolvent for a block', [...times(3, 'SOLVENT'), 'INSOLVENT' as const, 'SOLVENT' as const]],
    ['it becomes unknown', [...times(3, 'SOLVENT'), 'UNKNOWN' as const]],
    ['it was never solvent', times(3, 'UNKNOWN')],
  ])('throws if %s', (_what, statuses) => {
    expect(() => requireSolventThroughout(statuses)).toThrow(/status/)
  })
})

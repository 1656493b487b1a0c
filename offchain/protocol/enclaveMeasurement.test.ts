import { concat, type Hex, keccak256, slice } from 'viem'
import { describe, expect, it } from 'vitest'
import { fieldsOf, MEASURED_FIELDS, maskOf, measurementOf, policyIdOf } from './enclaveMeasurement.ts'

/** 400 bytes of which no two that a field could begin with are alike. */
const measured: Hex = `0x${Array.from({ length: 400 }, (_, at) => ((at * 7 + (at >> 8)) & 0xff).toString(16).padStart(2, '0')).join('')}`

describe('maskOf', () => {
  it('has a bit for each field, the first the lowest', () => {
    expect(maskOf(['tdAttributes'])).toBe(0b1)
    expect(maskOf(['rtmr3'])).toBe(0b10_0000_0000)
    expect(maskOf(MEASURED_FIELDS)).toBe(0b11_1111_1111)
  })

  it('is undone by fieldsOf', () => {
    for (let mask = 0; mask < 1024; mask++) expect(maskOf(fieldsOf(mask))).toBe(mask)
  })
})

describe('measurementOf', () => {
  it('hashes the selected fields where they stand, in order', () => {
    expect(measurementOf(maskOf(['rtmr3', 'mrtd']), measured)).toBe(
      keccak256(concat([slice(measured, 16, 64), slice(measured, 352, 400)])),
    )
    expect(measurementOf(maskOf(['xfam']), measured)).toBe(keccak256(slice(measured, 8, 16)))
    expect(measurementOf(maskOf(MEASURED_FIELDS), measured)).toBe(keccak256(measured))
  })

  it('refuses anything but 400 bytes', () => {
    expect(() => measurementOf(1, slice(measured, 0, 399))).toThrow('399')
  })
})

describe('policyIdOf', () => {
  it('binds kind, mask and measurement', () => {
    const id = policyIdOf(1, 2, measured.slice(0, 66) as Hex)
    expect(policyIdOf(2, 2, measured.slice(0, 66) as Hex)).not.toBe(id)
    expect(policyIdOf(1, 3, measured.slice(0, 66) as Hex)).not.toBe(id)
  })
})

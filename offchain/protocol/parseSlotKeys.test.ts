import { bytesToHex, numberToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { parseSlotKeys } from './parseSlotKeys.ts'
import { SCALAR_FIELD } from './scalarField.ts'
import { encodeSlotKey, randomSlotKey } from './slotKey.ts'

const written = (key: bigint) => bytesToHex(encodeSlotKey(key))

describe('parseSlotKeys', () => {
  it('reads one key, or two in their order', () => {
    const [one, two] = [randomSlotKey(), randomSlotKey()]
    expect(parseSlotKeys(written(one))).toEqual([one])
    expect(parseSlotKeys(`${written(one)},${written(two)}`)).toEqual([one, two])
  })

  const key = numberToHex(7n, { size: 32 })
  it.each([
    ['nothing', ''],
    ['no prefix', key.slice(2)],
    ['too short', key.slice(0, -2)],
    ['too long', `${key}00`],
    ['no hex', `0x${'zz'.repeat(32)}`],
    ['zero', numberToHex(0n, { size: 32 })],
    ['the order of the field', numberToHex(SCALAR_FIELD, { size: 32 })],
    ['an empty second', `${key},`],
    ['an empty first', `,${key}`],
    ['a malformed second', `${key},0x07`],
    ['three', `${key},${key},${key}`],
    ['a space', `${key}, ${key}`],
  ])('refuses %s without repeating it', (_what, secret) => {
    expect(() => parseSlotKeys(secret)).toThrow(
      /^RESERVE_SLOT_KEY must be one slot key, or two separated by a comma: each 0x and 64 hex digits$/,
    )
  })
})

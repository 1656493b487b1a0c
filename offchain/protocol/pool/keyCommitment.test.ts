import { poseidon2Hash } from '@zkpassport/poseidon2'
import { expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { SlotKeyError } from '../slotKey.ts'
import { keyCommitment } from './keyCommitment.ts'

it('is what the contract has for the key, as a number', () => {
  expect(keyCommitment(7n)).toBe(poseidon2Hash([2001n, 7n]))
})

it('is zero for no key, and not given for what is none', () => {
  expect(keyCommitment(0n)).toBe(0n)
  expect(() => keyCommitment(SCALAR_FIELD)).toThrow(SlotKeyError)
})

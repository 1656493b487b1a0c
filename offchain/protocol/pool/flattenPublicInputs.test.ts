import { expect, it } from 'vitest'
import type { PublicInputs } from './circuitInputs.ts'
import { PUBLIC_INPUTS } from './constants.ts'
import { flattenPublicInputs } from './flattenPublicInputs.ts'

const from = (start: number, length: number) => Array.from({ length }, (_, index) => BigInt(start + index))

it('has every input in its place', () => {
  // Each says the place that it should be in; has_request is place 0 and can only say 0 or 1.
  const inputs: PublicInputs = {
    new_leaf: from(94, 32),
    quote_stamp: from(62, 32),
    quote_ct: from(30, 32),
    adjustment: from(22, 8),
    change_kc: from(18, 4),
    change_slot: from(14, 4),
    new_nonce: 13n,
    new_root: 12n,
    old_nonce: 11n,
    old_root: 10n,
    status: 9n,
    accepted_mask: 8n,
    requester: 7n,
    minimum_quote: 6n,
    cap_bps: 5n,
    price: 4n,
    remainder_ct: 3n,
    order_nonce: 2n,
    order_ct: 1n,
    has_request: false,
  }
  expect(flattenPublicInputs(inputs)).toEqual(from(0, 126))
  expect(flattenPublicInputs({ ...inputs, has_request: true })).toEqual([1n, ...from(1, 125)])
  expect(PUBLIC_INPUTS).toBe(126)
})

import type { PublicInputs } from './circuitInputs.ts'

/** main()'s order of parameters, which is the verifier's order too. */
const NAMES = [
  'has_request',
  'order_ct',
  'order_nonce',
  'remainder_ct',
  'price',
  'cap_bps',
  'minimum_quote',
  'requester',
  'accepted_mask',
  'status',
  'old_root',
  'old_nonce',
  'new_root',
  'new_nonce',
  'change_slot',
  'change_kc',
  'adjustment',
  'quote_ct',
  'quote_stamp',
  'new_leaf',
] as const satisfies readonly (keyof PublicInputs)[]

/** The field elements that the verifier takes, as many as {@link PUBLIC_INPUTS}. */
export const flattenPublicInputs = (inputs: PublicInputs): bigint[] =>
  NAMES.flatMap((name): (bigint | boolean)[] => [inputs[name]].flat()).map(BigInt)

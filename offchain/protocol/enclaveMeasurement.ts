import { concat, encodeAbiParameters, type Hex, keccak256, parseAbiParameters, size, slice } from 'viem'

/** The measured fields of a TD report in the quote's order, with their lengths; a policy's mask has a bit for each. */
export const MEASURED_LAYOUT = [
  ['tdAttributes', 8],
  ['xfam', 8],
  ['mrtd', 48],
  ['mrConfigId', 48],
  ['mrOwner', 48],
  ['mrOwnerConfig', 48],
  ['rtmr0', 48],
  ['rtmr1', 48],
  ['rtmr2', 48],
  ['rtmr3', 48],
] as const

export type MeasuredField = (typeof MEASURED_LAYOUT)[number][0]

export const MEASURED_FIELDS: readonly MeasuredField[] = MEASURED_LAYOUT.map(([name]) => name)
export const MEASURED_LENGTH = 400

/** The bit mask of some fields, lowest bit first: `EnclaveRegistry.measurementOf`. */
export const maskOf = (fields: readonly MeasuredField[]): number =>
  fields.reduce((mask, field) => mask | (1 << MEASURED_FIELDS.indexOf(field)), 0)

/** The fields that a mask selects, in the quote's order. */
export const fieldsOf = (mask: number): MeasuredField[] =>
  MEASURED_FIELDS.filter((_field, index) => (mask & (1 << index)) !== 0)

/** keccak256 over the selected fields of `measured`, 400 bytes: what a policy allows. */
export const measurementOf = (mask: number, measured: Hex): Hex => {
  if (size(measured) !== MEASURED_LENGTH) throw new RangeError(`measured has ${size(measured)} bytes, not 400`)
  let offset = 0
  const selected: Hex[] = []
  for (const [index, [, length]] of MEASURED_LAYOUT.entries()) {
    if ((mask & (1 << index)) !== 0) selected.push(slice(measured, offset, offset + length))
    offset += length
  }
  return keccak256(concat(selected))
}

const POLICY_ID = parseAbiParameters('uint32, uint16, bytes32')

/** `EnclaveRegistry.policyIdOf`. */
export const policyIdOf = (kind: number, mask: number, measurement: Hex): Hex =>
  keccak256(encodeAbiParameters(POLICY_ID, [kind, mask, measurement]))

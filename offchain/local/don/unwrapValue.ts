import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { VALUES_PB } from '@chainlink/cre-sdk/pb'

/** What a handler returned, as plain values: integers are bigint, times are Date, decimals are text such as "12e-3". */
export type PlainValue =
  | string
  | boolean
  | number
  | bigint
  | Uint8Array
  | Date
  | undefined
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue }

export const bigIntOf = ({ absVal, sign }: VALUES_PB.BigInt): bigint => {
  const magnitude = absVal.length > 0 ? BigInt(`0x${Buffer.from(absVal).toString('hex')}`) : 0n
  return sign < 0n ? -magnitude : magnitude
}

export const unwrapValue = ({ value }: VALUES_PB.Value): PlainValue => {
  switch (value.case) {
    case 'mapValue':
      return Object.fromEntries(Object.entries(value.value.fields).map(([key, field]) => [key, unwrapValue(field)]))
    case 'listValue':
      return value.value.fields.map(unwrapValue)
    case 'bigintValue':
      return bigIntOf(value.value)
    case 'timeValue':
      return timestampDate(value.value)
    case 'decimalValue':
      return `${value.value.coefficient ? bigIntOf(value.value.coefficient) : 0n}e${value.value.exponent}`
    default:
      return value.value
  }
}

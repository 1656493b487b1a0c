import type { Hex } from 'viem'

/** Bits of TDATTRIBUTES. Intel TDX Module Base Architecture, TD_ATTRIBUTES. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'DEBUG',
  27: 'LASS',
  28: 'SEPT_VE_DISABLE',
  29: 'MIGRATABLE',
  30: 'PKS',
  31: 'KL',
  63: 'PERFMON',
}

/** The names of the bits that are set in eight little-endian bytes. */
export const describeTdAttributes = (attributes: Hex): string => {
  const names: string[] = []
  for (let bit = 0; bit < 64; bit += 1) {
    const at = 2 + 2 * Math.floor(bit / 8)
    const byte = Number.parseInt(attributes.slice(at, at + 2), 16)
    if ((byte >> (bit % 8)) & 1) names.push(NAMES[bit] ?? `bit ${bit}`)
  }
  return names.join(', ') || 'none'
}

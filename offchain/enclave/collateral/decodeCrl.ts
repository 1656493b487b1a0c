import { bytesToHex, type Hex } from 'viem'
import { parsePem } from '../../protocol/tdx/parsePem.ts'
import { UnreadableError } from '../../protocol/tdx/unreadableError.ts'

const SEQUENCE = 0x30

/**
 * A CRL as DER, in whichever of the three forms it came. Intel answers in DER when asked for it, and so does PCCS for PCK
 * CRLs (PEM otherwise, hex text before 2021); PCCS serves the root's CRL as hex text to this day, under a binary media
 * type (intel/confidential-computing.tee.dcap.pccs issue 13, intel/confidential-computing.tee.dcap pull 190, read 2026-11).
 */
export const decodeCrl = (body: Uint8Array, name: string): Hex => {
  // Hex text begins with the digits of this tag, not with the tag.
  if (body[0] === SEQUENCE) return bytesToHex(body)
  const text = new TextDecoder().decode(body).trim()
  if (/^30(?:[0-9a-f]{2})+$/i.test(text)) return `0x${text.toLowerCase()}`
  const [first, ...others] = parsePem(`${text}\n`, 'X509 CRL', name)
  if (!first || others.length > 0) throw new UnreadableError(`${name}: wanted one CRL`)
  return bytesToHex(first)
}

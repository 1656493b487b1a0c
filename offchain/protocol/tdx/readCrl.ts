import { DER, readDer } from './readDer.ts'
import { readDerTime } from './readDerTime.ts'
import { UnreadableError } from './unreadableError.ts'

/** What a CRL says of itself (RFC 5280, 5.1). Times are Unix seconds. Nothing here is verified. */
export type CrlFacts = { thisUpdate: number; nextUpdate: number; serials: readonly bigint[] }

/** Version, algorithm and issuer stand before the dates. */
const HEAD = [DER.INTEGER, DER.SEQUENCE, DER.SEQUENCE] as const

/** RFC 5280, 4.1.2.2; `CrlStore` takes no more either. A leading zero keeps a number positive, as DER writes it. */
const MAX_SERIAL = 2n ** 160n

/** The serial numbers of a list of revoked certificates. */
const readSerials = (der: Uint8Array, list: { start: number; stop: number }, name: string): bigint[] => {
  const serials: bigint[] = []
  for (let at = list.start; at < list.stop; ) {
    const entry = readDer(der, at, list.stop, name, DER.SEQUENCE)
    const serial = readDer(der, entry.start, entry.stop, name, DER.INTEGER)
    const digits = Buffer.from(der.subarray(serial.start, serial.stop)).toString('hex')
    if (digits === '') throw new UnreadableError(`${name}: the serial number at ${entry.start} is empty`)
    const number = BigInt(`0x${digits}`)
    if (number >= MAX_SERIAL) throw new UnreadableError(`${name}: the serial number at ${entry.start} is too long`)
    serials.push(number)
    at = entry.stop
  }
  return serials
}

/** Reads dates and serial numbers of a CRL that fills `der` to its last byte. */
export const readCrl = (der: Uint8Array, name: string): CrlFacts => {
  const list = readDer(der, 0, der.length, name, DER.SEQUENCE)
  if (list.stop !== der.length) throw new UnreadableError(`${name}: bytes after the list`)
  const signed = readDer(der, list.start, list.stop, name, DER.SEQUENCE)
  let at = signed.start
  for (const tag of HEAD) at = readDer(der, at, signed.stop, name, tag).stop
  const thisUpdate = readDerTime(der, at, signed.stop, name)
  const nextUpdate = readDerTime(der, thisUpdate.stop, signed.stop, name)
  // A list that revokes nothing has no list: its extensions come next.
  const next = nextUpdate.stop < signed.stop ? readDer(der, nextUpdate.stop, signed.stop, name) : undefined
  const serials = next?.tag === DER.SEQUENCE ? readSerials(der, next, name) : []
  return { thisUpdate: thisUpdate.time, nextUpdate: nextUpdate.time, serials }
}

import { bytesToString } from 'viem'
import { DER, readDer } from './readDer.ts'
import { UnreadableError } from './unreadableError.ts'

/** UTCTime or GeneralizedTime, Zulu, with seconds; RFC 5280, 4.1.2.5. */
export const readDerTime = (der: Uint8Array, at: number, end: number, name: string): { time: number; stop: number } => {
  const { tag, start, stop } = readDer(der, at, end, name)
  const text = bytesToString(der.subarray(start, stop))
  const isShort = tag === DER.UTC_TIME
  if (!(isShort ? /^\d{12}Z$/ : /^\d{14}Z$/).test(text) || !(isShort || tag === DER.GENERALIZED_TIME)) {
    throw new UnreadableError(`${name}: no time at ${at}`)
  }
  const full = isShort ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text
  const iso = full.replace(/^(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z')
  const time = new Date(iso)
  // Date accepts the 31st of April and calls it the 1st of May.
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) throw new UnreadableError(`${name}: no time at ${at}`)
  return { time: time.getTime() / 1000, stop }
}

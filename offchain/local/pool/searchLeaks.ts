import { createLeakSearch } from './createLeakSearch.ts'
import { isRoundedEncoding } from './numberForms.ts'
import type { SecretNumber } from './secretPatterns.ts'

/** Bytes that the public saw, such as a transaction's calldata. `head` bytes come before the first 32-byte word. */
export type PublicBytes = { where: string; bytes: Uint8Array; head: number }

export type Finding = { name: string; where: string; encoding: string }

/**
 * Where in what the public saw any of the secrets stands, in whichever encoding. A rounded form counts only if no decoy of the
 * secrets is found in that form: otherwise such numbers are too common here to say anything.
 */
export const searchLeaks = (seen: readonly PublicBytes[], secrets: readonly SecretNumber[]): Finding[] => {
  const search = createLeakSearch(secrets)
  const common = new Set<string>()
  const found = seen.flatMap(({ where, bytes, head }) => {
    const { hits, decoyed } = search.find({ bytes, head, isStart: true, isEnd: true })
    for (const encoding of decoyed) common.add(encoding)
    return hits.map(({ name, encoding }) => ({ name, where, encoding }))
  })
  return found.filter(({ encoding }) => !(isRoundedEncoding(encoding) && common.has(encoding)))
}

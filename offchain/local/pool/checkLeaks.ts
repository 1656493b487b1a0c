import { KitError } from '../../errors.ts'
import { isUnmistakable } from './numberForms.ts'
import { recordPublic } from './recordPublic.ts'
import { type Finding, searchLeaks } from './searchLeaks.ts'
import { searchPlanted } from './searchPlanted.ts'
import type { SecretNumber } from './secretPatterns.ts'

/** What was searched. `found` is empty: a secret that is public is an error. */
export type LeakCheck = {
  transactions: number
  bytes: number
  secrets: number
  found: Finding[]
  planted: number
  plantedFound: number
}

/** Searches everything that the chain showed for every secret, exact or in seven digits or more, and makes sure that the search would find them. */
export const checkLeaks = async (
  rpcUrl: string,
  range: { contract?: string; fromBlock?: bigint },
  secrets: readonly SecretNumber[],
): Promise<LeakCheck> => {
  const seen = await recordPublic(rpcUrl, range.contract, Number(range.fromBlock ?? 0n))
  const found = searchLeaks(seen, secrets).filter(({ encoding }) => isUnmistakable(encoding))
  const [first] = found
  if (first) throw new KitError(`${first.name} is public: ${first.encoding} in ${first.where}`)
  const cover = seen.reduce((longest, next) => (next.bytes.length > longest.bytes.length ? next : longest))
  const { planted, found: plantedFound } = searchPlanted(cover, secrets)
  if (planted === 0 || plantedFound !== planted) {
    throw new KitError(`the search finds ${plantedFound} of ${planted} secrets that were planted: it proves nothing`)
  }
  const transactions = new Set(seen.map(({ where }) => where.split(' ')[0])).size
  const bytes = seen.reduce((total, part) => total + part.bytes.length, 0)
  return { transactions, bytes, secrets: secrets.length, found, planted, plantedFound }
}

/** Both halves of it in one line. */
export const describeLeakCheck = ({ transactions, bytes, secrets, planted }: LeakCheck): string =>
  `none of ${secrets} secrets in ${bytes} bytes of ${transactions} transactions; ` +
  `the same search finds all of ${planted} planted ones`

import type { Hex } from 'viem'

/** The vendor documents no shape for a success; these are the keys seen in the wild and in its own sources. */
const KEYS = ['transactionHash', 'txHash', 'tx_hash', 'hash'] as const

/** The hash in the answer to an action; undefined when there is none, or more than one. */
export const findTransactionHash = (json: unknown): Hex | undefined => {
  if (typeof json !== 'object' || json === null) return undefined
  const answer = json as Record<string, unknown>
  const hashes = new Set(KEYS.map((key) => answer[key]).filter((value) => value !== undefined))
  const [hash] = hashes
  if (hashes.size !== 1 || typeof hash !== 'string' || !/^0x[0-9a-fA-F]{64}$/.test(hash)) return undefined
  return hash.toLowerCase() as Hex
}

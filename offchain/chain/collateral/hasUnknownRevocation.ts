import type { Address, Hex, PublicClient } from 'viem'
import { crlStoreAbi } from '../generated.ts'

export type HasUnknownRevocationParameters = {
  crlStore: Address
  /** Who issued the CRL. */
  authority: Hex
  /** Serial numbers that the CRL revokes. */
  serials: readonly bigint[]
  block: { hash: Hex }
}

/** How many are asked for at once: providers refuse floods. */
const AT_ONCE = 16
/** Serial numbers: Intel's CRLs have a few dozen, and nobody waits for more. */
const MAX_ASKED = 256
/** For all of them, in milliseconds. */
const MAX_MS = 2_000

const expiry = (ms: number) => {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms)
  })
  return { expired, clear: () => clearTimeout(timer) }
}

/**
 * Whether a CRL revokes a certificate that the store does not know to be revoked. Asks until it finds one. Where asking
 * takes too long it says that it does: whoever has verified the CRL loses the gas of one submission.
 */
export const hasUnknownRevocation = async (
  client: PublicClient,
  { crlStore, authority, serials, block }: HasUnknownRevocationParameters,
): Promise<boolean> => {
  const asked = [...new Set(serials)]
  if (asked.length > MAX_ASKED) return true
  const isKnown = (serial: bigint) =>
    client.readContract({
      address: crlStore,
      abi: crlStoreAbi,
      functionName: 'isRevoked',
      args: [authority, serial],
      blockHash: block.hash,
      requireCanonical: true,
    })
  const { expired, clear } = expiry(MAX_MS)
  try {
    for (let first = 0; first < asked.length; first += AT_ONCE) {
      const known = await Promise.race([Promise.all(asked.slice(first, first + AT_ONCE).map(isKnown)), expired])
      if (known === 'late' || known.includes(false)) return true
    }
    return false
  } finally {
    clear()
  }
}

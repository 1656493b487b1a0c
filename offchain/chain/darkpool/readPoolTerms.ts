import type { Address, PublicClient } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'

/** What a pool was deployed with, for good. Times in seconds. */
export type PoolTerms = {
  minimumQuote: bigint
  settlementWindow: number
  idleInterval: number
  exitDelay: number
  roundsPerRequest: number
  attestationVerifier: Address
  proofVerifier: Address
  prices: Address
}

/** Reads a pool's constants. */
export const readPoolTerms = async (client: PublicClient, { pool }: { pool: Address }): Promise<PoolTerms> => {
  const on = { address: pool, abi: creDarkPoolAbi } as const
  const [minimumQuote, window, interval, delay, rounds, attestationVerifier, proofVerifier, prices] = await Promise.all(
    [
      client.readContract({ ...on, functionName: 'minimumQuote' }),
      client.readContract({ ...on, functionName: 'settlementWindow' }),
      client.readContract({ ...on, functionName: 'idleInterval' }),
      client.readContract({ ...on, functionName: 'exitDelay' }),
      client.readContract({ ...on, functionName: 'roundsPerRequest' }),
      client.readContract({ ...on, functionName: 'attestationVerifier' }),
      client.readContract({ ...on, functionName: 'proofVerifier' }),
      client.readContract({ ...on, functionName: 'prices' }),
    ],
  )
  return {
    minimumQuote,
    settlementWindow: Number(window),
    idleInterval: Number(interval),
    exitDelay: Number(delay),
    roundsPerRequest: Number(rounds),
    attestationVerifier,
    proofVerifier,
    prices,
  }
}

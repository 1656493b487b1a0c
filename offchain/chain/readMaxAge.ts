import type { Address, PublicClient } from 'viem'
import { reserveAttestationAbi } from './generated.ts'

/** Seconds after which a report no longer says anything. */
export const readMaxAge = (client: PublicClient, { attestation }: { attestation: Address }): Promise<bigint> =>
  client.readContract({ address: attestation, abi: reserveAttestationAbi, functionName: 'maxAge' })

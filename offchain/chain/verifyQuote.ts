import type { Address, PublicClient } from 'viem'
import { nameTcbStatus } from '../protocol/tdx/tcbStatus.ts'
import type { TdxClaims } from '../protocol/tdx/tdxClaims.ts'
import type { TdxQuote } from '../protocol/tdx/tdxQuote.ts'
import { tdxQuoteVerifierAbi } from './generated.ts'

export type VerifyQuoteParameters = { verifier: Address; quote: TdxQuote }

/** What a deployed `TdxQuoteVerifier` says of a quote now; rejects with its error if the quote is not genuine. */
export const verifyQuote = async (
  client: Pick<PublicClient, 'readContract'>,
  { verifier, quote }: VerifyQuoteParameters,
): Promise<TdxClaims> => {
  const claims = await client.readContract({
    address: verifier,
    abi: tdxQuoteVerifierAbi,
    functionName: 'verify',
    args: [quote],
  })
  return { ...claims, tcbStatus: nameTcbStatus(claims.tcbStatus), validUntil: Number(claims.validUntil) }
}

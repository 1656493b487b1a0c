import type { Hex } from 'viem'
import { encodeClaim } from '../../chain/darkpool/claim.ts'
import { encodeClaimEther } from '../../chain/darkpool/claimEther.ts'
import type { Maker } from '../maker.ts'
import type { Progress } from '../progress.ts'

/** What was sent to the account: in pool units, ether in wei. */
export type Claim = { asset: 'collateral' | 'payment' | 'ether'; amount: bigint; txHash: Hex }

/** Takes out all that the account was credited with; nothing is fine. Run again, it takes what is left. */
export const claimCredits = async (maker: Maker, { signal, tell }: Progress): Promise<Claim[]> => {
  const { pool, account: to, send, reader } = maker
  const { credit } = await reader.look()
  const calls = [
    { asset: 'collateral', amount: credit.collateral, data: encodeClaim({ asset: 'collateral', to }) },
    { asset: 'payment', amount: credit.payment, data: encodeClaim({ asset: 'payment', to }) },
    { asset: 'ether', amount: credit.etherAmount, data: encodeClaimEther({ to }) },
  ] as const
  const claims: Claim[] = []
  for (const { asset, amount, data } of calls) {
    if (amount === 0n) continue
    tell(`claiming ${asset}`)
    const { transactionHash: txHash } = await send({ to: pool, data }, signal)
    claims.push({ asset, amount, txHash })
  }
  return claims
}

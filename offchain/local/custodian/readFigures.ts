import { type Address, erc20Abi, type PublicClient, parseAbi } from 'viem'

const FEED_ABI = parseAbi(['function latestAnswer() view returns (int256)'])

/** The reads that the custodian needs of a viem client. */
export type ChainReader = Pick<PublicClient, 'getBlock' | 'readContract'>

/** What the custodian's books are made of. */
export type Books = { client: ChainReader; collateral: Address; proofOfReserveFeed: Address; reserveAddress: Address }

/** Base units of the collateral. */
export type Figures = { totalReserve: bigint; totalLiabilities: bigint }

/** What the chain says at a block: feed answer plus collateral received by the reserve, against the collateral's supply. */
export const readFigures = async (
  { client, collateral, proofOfReserveFeed, reserveAddress }: Books,
  blockNumber: bigint,
): Promise<Figures> => {
  const token = { address: collateral, abi: erc20Abi, blockNumber } as const
  const [attested, received, totalLiabilities] = await Promise.all([
    client.readContract({ address: proofOfReserveFeed, abi: FEED_ABI, functionName: 'latestAnswer', blockNumber }),
    client.readContract({ ...token, functionName: 'balanceOf', args: [reserveAddress] }),
    client.readContract({ ...token, functionName: 'totalSupply' }),
  ])
  return { totalReserve: attested + received, totalLiabilities }
}

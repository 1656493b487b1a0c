import type { Address, Hex, PublicClient } from 'viem'
import { crlStoreAbi } from '../generated.ts'

/** Id of the root that a store pins. */
export const readRootAuthority = (
  client: PublicClient,
  { crlStore, block }: { crlStore: Address; block: { hash: Hex } },
): Promise<Hex> =>
  client.readContract({
    address: crlStore,
    abi: crlStoreAbi,
    functionName: 'root',
    blockHash: block.hash,
    requireCanonical: true,
  })

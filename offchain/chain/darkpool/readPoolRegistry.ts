import type { Address, PublicClient } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'

export type ReadPoolRegistryParameters = { pool: Address; block: BlockHeader }

/** Reads in which registry a pool looks for its matchers. */
export const readPoolRegistry = (client: PublicClient, { pool, block }: ReadPoolRegistryParameters): Promise<Address> =>
  client.readContract({
    address: pool,
    abi: creDarkPoolAbi,
    functionName: 'enclaveRegistry',
    blockHash: block.hash,
    requireCanonical: true,
  })

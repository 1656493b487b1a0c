import type { Address, Hex, PublicClient } from 'viem'
import { INTEL_ROOT } from '../../protocol/tdx/intelRoot.ts'
import { authorityOf } from '../../protocol/tdx/readCertificate.ts'
import { crlStoreAbi, enclaveRegistryAbi, tdxQuoteVerifierAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'

/** `ICrlStore.authorityOf` of Intel's root. */
export const INTEL_AUTHORITY: Hex = authorityOf(INTEL_ROOT.key)

/** How any other root is called: what it attests is simulated, and `Deploy` refuses it off chain 31337. */
export const TEST_ROOT_NAME = 'TEST ROOT (simulated)'

/** What a registry's quotes are checked against. */
export type PinnedRoot = {
  name: 'Intel' | typeof TEST_ROOT_NAME
  id: Hex
  quoteVerifier: Address
  crlStore: Address
  tcbStore: Address
}

export type ReadPinnedRootParameters = { registry: Address; block: BlockHeader }

/** Follows a registry to the root at which all its certificate chains end. */
export const readPinnedRoot = async (
  client: PublicClient,
  { registry, block }: ReadPinnedRootParameters,
): Promise<PinnedRoot> => {
  const at = { blockHash: block.hash, requireCanonical: true } as const
  const ofRegistry = { ...at, address: registry, abi: enclaveRegistryAbi } as const
  const quoteVerifier = await client.readContract({ ...ofRegistry, functionName: 'quoteVerifier' })
  const ofVerifier = { ...at, address: quoteVerifier, abi: tdxQuoteVerifierAbi } as const
  const [crlStore, tcbStore] = await Promise.all([
    client.readContract({ ...ofVerifier, functionName: 'crlStore' }),
    client.readContract({ ...ofVerifier, functionName: 'tcbStore' }),
  ])
  const id = await client.readContract({ ...at, address: crlStore, abi: crlStoreAbi, functionName: 'root' })
  return { name: id === INTEL_AUTHORITY ? 'Intel' : TEST_ROOT_NAME, id, quoteVerifier, crlStore, tcbStore }
}

import type { Address, Hex, PublicClient } from 'viem'
import { readPoolRegistry } from '../../chain/darkpool/readPoolRegistry.ts'
import { readSlotKey, type SlotKeyRecord } from '../../chain/darkpool/readSlotKey.ts'
import { type EnclaveState, readEnclave } from '../../chain/enclave/readEnclave.ts'
import type { BlockHeader } from '../../chain/readHead.ts'
import { requireReadable } from './unreadableContract.ts'

/**
 * What the chain says after one block. Rejects with an `UnreadableContractError` for an answer that makes no sense, and
 * with the client's own error when there is none.
 */
export type ChainView = {
  /** Of the chain that is read. */
  chainId: number
  block: BlockHeader
  /** Read once, so that all rules judge one answer. */
  enclave(registry: Address, signer: Address): Promise<EnclaveState>
  slotKey(pool: Address, commitment: Hex): Promise<SlotKeyRecord>
  /** In which registry a pool looks for its matchers. */
  poolRegistry(pool: Address): Promise<Address>
}

export type ChainViewParameters = { chainId: number; block: BlockHeader }

/** The chain as of a block, for one question. */
export const createChainView = (client: PublicClient, { chainId, block }: ChainViewParameters): ChainView => {
  const enclaves = new Map<string, Promise<EnclaveState>>()
  const readable = <T>(address: Address, read: () => Promise<T>) => requireReadable({ address, block, read })
  return {
    chainId,
    block,
    enclave(registry, signer) {
      const name = `${registry} ${signer}`
      const known = enclaves.get(name)
      if (known) return known
      const reading = readable(registry, () => readEnclave(client, { registry, signer, block }))
      enclaves.set(name, reading)
      return reading
    },
    slotKey: (pool, commitment) => readable(pool, () => readSlotKey(client, { pool, commitment, block })),
    poolRegistry: (pool) => readable(pool, () => readPoolRegistry(client, { pool, block })),
  }
}

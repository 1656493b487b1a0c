import type { Hex, PublicClient } from 'viem'
import { LOCAL_ACCOUNTS } from '../stack/accounts.ts'
import type { Deployment } from '../stack/deployContracts.ts'
import { registerLocalSlot } from './registerLocalSlot.ts'
import { type LocalVault, type StartLocalVaultParameters, startLocalVault } from './startLocalVault.ts'

/** Nobody reorganises this chain behind our back. */
const FINALITY_BLOCKS = 1n

export type StartVaultWithSlotParameters = Omit<StartLocalVaultParameters, 'chain'> & {
  client: PublicClient
  rpcUrl: string
  deployment: Deployment
  /** Of the enclaves that are given shares. */
  policyId: Hex
}

/** A vault for the deployed pool, and a slot in it whose key is sealed to that vault. */
export const startVaultWithSlot = async ({
  client,
  rpcUrl,
  deployment,
  policyId,
  ...parameters
}: StartVaultWithSlotParameters): Promise<{ vault: LocalVault; slot: number; commitment: Hex }> => {
  const { chainId, enclaveRegistry, darkPool } = deployment
  const chain = { rpcUrl, chainId, enclaveRegistry, darkPool, policyId, finality: FINALITY_BLOCKS }
  const vault = await startLocalVault({ ...parameters, chain })
  try {
    const { privateKey: ownerKey } = LOCAL_ACCOUNTS.slotOwner
    const { masterKey } = vault.key
    return { vault, ...(await registerLocalSlot(client, { pool: darkPool, masterKey, ownerKey })) }
  } catch (error) {
    await vault.stop()
    throw error
  }
}

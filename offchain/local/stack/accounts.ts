import type { Address, Hex } from 'viem'
import { toHex } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'

/** Foundry's well-known development mnemonic. Its keys are public: worthless anywhere but on chain id 31337. */
const MNEMONIC = 'test test test test test test test test test test test junk'

export type LocalAccount = { address: Address; privateKey: Hex }

const accountAt = (addressIndex: number): LocalAccount => {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex })
  const key = account.getHdKey().privateKey
  if (!key) throw new Error(`no private key at index ${addressIndex}`)
  return { address: account.address, privateKey: toHex(key) }
}

/** Who is who on the local chain. */
export const LOCAL_ACCOUNTS = {
  /** Deploys, and owns forwarder, attestation, treasury, registry and dark pool. */
  owner: accountAt(0),
  guardian: accountAt(1),
  agent: accountAt(2),
  /** Pays for the simulated DON's reports. */
  transmitter: accountAt(3),
  /** The custodian's address: the only recipient of healed collateral. Its key is never used. */
  reserve: accountAt(4),
  /** Pays for the simulated enclave's registrations and for the simulated collateral. */
  enclavePayer: accountAt(5),
  /** Is admitted to the dark pool, and may register a slot there. */
  slotOwner: accountAt(6),
  /** Market makers A, B and C, likewise. */
  makers: [accountAt(7), accountAt(8), accountAt(9)],
} as const

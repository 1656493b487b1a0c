// A question that every rule lets pass, and a chain that says why.
import { type Address, type Hex, keccak256, pad, zeroAddress, zeroHash } from 'viem'
import type { SlotKeyRecord } from '../../../offchain/chain/darkpool/readSlotKey.ts'
import type { EnclaveState } from '../../../offchain/chain/enclave/readEnclave.ts'
import { ENCLAVE_KIND } from '../../../offchain/protocol/enclaveBinding.ts'
import { SECRET_KIND, type SecretLabel } from '../../../offchain/protocol/vault/label.ts'
import type { ReleaseQuestion } from '../../../offchain/vault/policy/releasePolicy.ts'
import type { ReleaseContext } from '../../../offchain/vault/policy/releaseRule.ts'

export const REGISTRY: Address = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
export const POOL: Address = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512'
export const SIGNER: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
export const OWNER: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
/** Plays no part in what is asked. */
export const STRANGER: Address = '0x90F79bf6EB2c4f870365E785982E1f101E93b906'
export const POLICY_ID: Hex = pad('0x90')
export const NOW = 1_800_000_000

const ENCRYPTION_KEY: Hex = pad('0xe4')
const COMMITMENT: Hex = pad('0xc0')
const CIPHERTEXT_ID: Hex = keccak256('0x5ea1ed')
const BLOCK = { number: 100n, hash: pad('0xb1'), timestamp: NOW - 12 }

const REGISTERED: EnclaveState = {
  signer: SIGNER,
  block: BLOCK,
  isActive: true,
  expiresAt: NOW + 3_600,
  referenceBlock: 50n,
  nonce: 0n,
  kind: ENCLAVE_KIND.matcher,
  tcbStatus: 'UpToDate',
  tcbEvaluationNumber: 17,
  revoked: false,
  policyId: POLICY_ID,
  encryptionKey: ENCRYPTION_KEY,
  platform: pad('0x91', { size: 16 }),
  registeredAt: NOW - 60,
}
const UNREGISTERED: EnclaveState = {
  ...REGISTERED,
  isActive: false,
  expiresAt: 0,
  referenceBlock: 0n,
  kind: 0,
  tcbStatus: 'Unrecognized',
  tcbEvaluationNumber: 0,
  policyId: zeroHash,
  encryptionKey: zeroHash,
  platform: pad('0x', { size: 16 }),
  registeredAt: 0,
}
const POSTED: SlotKeyRecord = { status: 'pending', slot: 3, owner: OWNER, sealedKeyHash: CIPHERTEXT_ID }
const UNKNOWN: SlotKeyRecord = { status: 'unknown', slot: 0, owner: zeroAddress, sealedKeyHash: zeroHash }

export type ContextChange = {
  question?: Partial<Omit<ReleaseQuestion, 'label'>>
  label?: Partial<SecretLabel>
  enclave?: Partial<EnclaveState>
  slotKey?: Partial<SlotKeyRecord>
  /** The one that the pool uses. */
  poolRegistry?: Address
  chainId?: number
  now?: number
}

/** A context that is right but for `change`. What the chain knows, it knows of these contracts and keys only. */
export const releaseContext = (change: ContextChange = {}): ReleaseContext => ({
  question: {
    label: {
      chainId: 31337,
      contract: POOL,
      subject: COMMITMENT,
      kind: SECRET_KIND.slotKey,
      sender: OWNER,
      ...change.label,
    },
    ciphertextId: CIPHERTEXT_ID,
    signer: SIGNER,
    encryptionKey: ENCRYPTION_KEY,
    ...change.question,
  },
  chain: {
    chainId: change.chainId ?? 31337,
    block: BLOCK,
    enclave: async (registry, signer) =>
      registry === REGISTRY && signer === SIGNER ? { ...REGISTERED, ...change.enclave } : UNREGISTERED,
    slotKey: async (pool, commitment) =>
      pool === POOL && commitment === COMMITMENT ? { ...POSTED, ...change.slotKey } : UNKNOWN,
    poolRegistry: async (pool) => (pool === POOL ? (change.poolRegistry ?? REGISTRY) : STRANGER),
  },
  now: change.now ?? NOW,
})

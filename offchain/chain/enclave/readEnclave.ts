import type { Address, Hex, PublicClient } from 'viem'
import { nameTcbStatus, type TcbStatus } from '../../protocol/tdx/tcbStatus.ts'
import { enclaveRegistryAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'

/** What the registry says of one key after one block. Times are Unix seconds; of an unknown key, all is zero. */
export type EnclaveState = {
  signer: Address
  block: BlockHeader
  /** While quote, collateral, policy and platform all stand. */
  isActive: boolean
  expiresAt: number
  /** The block that the last quote names. */
  referenceBlock: bigint
  /** Of the next action. */
  nonce: bigint
  kind: number
  tcbStatus: TcbStatus
  tcbEvaluationNumber: number
  /** For good. */
  revoked: boolean
  policyId: Hex
  encryptionKey: Hex
  /** PPID of the machine. */
  platform: Hex
  registeredAt: number
}

export type ReadEnclaveParameters = {
  registry: Address
  signer: Address
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: BlockHeader
}

/** Reads what the registry knows of a key. */
export const readEnclave = async (
  client: PublicClient,
  { registry, signer, block }: ReadEnclaveParameters,
): Promise<EnclaveState> => {
  const on = {
    address: registry,
    abi: enclaveRegistryAbi,
    args: [signer],
    blockHash: block.hash,
    requireCanonical: true,
  } as const
  const [enclave, isActive] = await Promise.all([
    client.readContract({ ...on, functionName: 'enclave' }),
    client.readContract({ ...on, functionName: 'isActive' }),
  ])
  return {
    signer,
    block,
    isActive,
    expiresAt: Number(enclave.expiresAt),
    referenceBlock: enclave.referenceBlock,
    nonce: enclave.nonce,
    kind: enclave.kind,
    tcbStatus: nameTcbStatus(enclave.tcbStatus),
    tcbEvaluationNumber: enclave.tcbEvaluationNumber,
    revoked: enclave.revoked,
    policyId: enclave.policyId,
    encryptionKey: enclave.encryptionKey,
    platform: enclave.platform,
    registeredAt: Number(enclave.registeredAt),
  }
}

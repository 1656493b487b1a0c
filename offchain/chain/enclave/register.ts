import {
  type Address,
  decodeEventLog,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  type PublicClient,
  type TransactionReceipt,
} from 'viem'
import type { TdxQuote } from '../../protocol/tdx/tdxQuote.ts'
import { enclaveRegistryAbi } from '../generated.ts'

/** Arguments of `EnclaveRegistry.register`. */
export type RegisterArguments = {
  kind: number
  signer: Address
  /** X25519 public key. */
  encryptionKey: Hex
  /** Number of the block whose hash the quote holds. */
  referenceBlock: bigint
  /** Bit mask of the measured fields that the policy looks at. */
  fields: number
  quote: TdxQuote
}

/** Calldata of `EnclaveRegistry.register`. */
export const encodeRegister = ({ quote, ...registration }: RegisterArguments): Hex =>
  encodeFunctionData({ abi: enclaveRegistryAbi, functionName: 'register', args: [registration, quote] })

/** What a registration recorded, as its event says. */
export type Registered = {
  signer: Address
  kind: number
  encryptionKey: Hex
  referenceBlock: bigint
  expiresAt: number
}

/** Finds the registry's `EnclaveRegistered` event of a key in a receipt. */
export const findRegistered = (
  receipt: TransactionReceipt,
  { registry, signer }: { registry: Address; signer: Address },
): Registered | undefined => {
  for (const { address, data, topics } of receipt.logs) {
    if (!isAddressEqual(address, registry)) continue
    const { eventName, args } = decodeEventLog({ abi: enclaveRegistryAbi, data, topics })
    if (eventName !== 'EnclaveRegistered' || !isAddressEqual(args.signer, signer)) continue
    const { kind, encryptionKey, referenceBlock, expiresAt } = args
    return { signer, kind, encryptionKey, referenceBlock, expiresAt: Number(expiresAt) }
  }
  return undefined
}

export type ReadKeyBindingParameters = {
  registry: Address
  kind: number
  fields: number
  signer: Address
  encryptionKey: Hex
}

/** What the registry itself wants the first half of the report data to be. */
export const readKeyBinding = (
  client: PublicClient,
  { registry, kind, fields, signer, encryptionKey }: ReadKeyBindingParameters,
): Promise<Hex> =>
  client.readContract({
    address: registry,
    abi: enclaveRegistryAbi,
    functionName: 'keyBinding',
    args: [kind, fields, signer, encryptionKey],
  })

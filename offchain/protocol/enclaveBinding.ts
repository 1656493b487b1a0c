import { type Address, concat, encodeAbiParameters, type Hex, keccak256, parseAbiParameters, stringToHex } from 'viem'

/** What an enclave may be registered for; src/types/EnclaveKinds.sol. */
export const ENCLAVE_KIND = {
  /** Matches the dark pool's quotes and settles its rounds. */
  matcher: 1,
} as const

/** Whom a quote speaks of, and to which registry on which chain. */
export type KeyBinding = {
  chainId: number
  registry: Address
  kind: number
  /** Mask of the measured fields that its policy looks at. */
  fields: number
  /** Address of the enclave's secp256k1 key. */
  signer: Address
  /** X25519 public key, 32 bytes. */
  encryptionKey: Hex
}

const ENCLAVE_KEY_TYPEHASH = keccak256(
  stringToHex(
    'EnclaveKey(uint256 chainId,address registry,uint32 kind,uint16 fields,address signer,bytes32 encryptionKey)',
  ),
)

const BINDING = parseAbiParameters('bytes32, uint256, address, uint32, uint16, address, bytes32')

/** `EnclaveRegistry.keyBinding`: what the first half of the report data must be. */
export const registrationBinding = ({ chainId, registry, kind, fields, signer, encryptionKey }: KeyBinding): Hex =>
  keccak256(
    encodeAbiParameters(BINDING, [
      ENCLAVE_KEY_TYPEHASH,
      BigInt(chainId),
      registry,
      kind,
      fields,
      signer,
      encryptionKey,
    ]),
  )

/** The 64 bytes that a quote must hold: the binding, then the hash of a recent block, which makes it fresh. */
export const registrationReportData = (binding: Hex, referenceBlockHash: Hex): Hex =>
  concat([binding, referenceBlockHash])

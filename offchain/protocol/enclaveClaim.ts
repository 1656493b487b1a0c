import { type Address, encodeAbiParameters, type Hex, hashTypedData, parseAbiParameters } from 'viem'

/** What an enclave's key signs for an `EnclaveSignatureVerifier`. */
export type EnclaveClaim = {
  chainId: number
  /** The verifier that is to accept it. */
  verifier: Address
  /** EIP-712 digest, bound by its consumer. */
  claim: Hex
  /** Unix seconds, inclusive. */
  deadline: number
}

const TYPES = {
  EnclaveClaim: [
    { name: 'claim', type: 'bytes32' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const

const EVIDENCE = parseAbiParameters('address, uint256, bytes')

/** `EnclaveSignatureVerifier.claimDigest`. */
export const digestEnclaveClaim = ({ chainId, verifier, claim, deadline }: EnclaveClaim): Hex =>
  hashTypedData({
    domain: { name: 'EnclaveSignatureVerifier', version: '1', chainId, verifyingContract: verifier },
    types: TYPES,
    primaryType: 'EnclaveClaim',
    message: { claim, deadline: BigInt(deadline) },
  })

/** The evidence that the verifier takes. */
export const encodeEnclaveEvidence = ({
  signer,
  deadline,
  signature,
}: {
  signer: Address
  deadline: number
  signature: Hex
}): Hex => encodeAbiParameters(EVIDENCE, [signer, BigInt(deadline), signature])

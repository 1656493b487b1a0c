import type { Hex } from 'viem'
import { POINT_LENGTH } from './curve.ts'
import { decodeHex } from './decodeHex.ts'
import { hashParts } from './frame.ts'
import { VaultError } from './vaultError.ts'
import { signDigest, verifySignature } from './vaultKey.ts'

/** What an operator has one node do in a ceremony. An operator can stall a ceremony, and learn or change nothing by it. */
export type OperatorRequest = {
  /** Identity of the node that is asked: a request is of no use at another. */
  node: Hex
  path: string
  /** As sent. */
  body: Uint8Array
  /** Unix seconds, inclusive. */
  deadline: number
}

const digestOperatorRequest = ({ node, path, body, deadline }: OperatorRequest): Uint8Array =>
  hashParts('operator request', [decodeHex(node, POINT_LENGTH), path, deadline, body])

/** 64 bytes: r and s. */
export const signOperatorRequest = (request: OperatorRequest, operatorKey: Uint8Array): Hex =>
  signDigest(digestOperatorRequest(request), operatorKey)

/** Throws a {@link VaultError} unless one of the operators signed it. They are compressed points. */
export const requireOperator = (request: OperatorRequest, signature: Hex, operators: readonly Hex[]): void => {
  const digest = digestOperatorRequest(request)
  if (!operators.some((identity) => verifySignature({ identity, digest, signature }))) {
    throw new VaultError('the request is not signed by an operator of this node')
  }
}

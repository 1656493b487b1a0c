import { KitError } from '../../errors.ts'
import type { ShareAnswer, SignedShareRequest } from '../../protocol/vault/shareRequest.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import type { RosterNode } from './roster.ts'
import type { NodeRefusal, NodeStatus } from './wire.ts'

/** One node's door. Every call rejects with a {@link KitError} that names the node; what a node answers is well-formed only. */
export type VaultNodeClient = {
  readonly node: RosterNode
  status(signal: AbortSignal): Promise<NodeStatus>
  /** Undefined while the node serves none. Not verified here. */
  key(signal: AbortSignal): Promise<CertifiedVaultKey | undefined>
  share(request: SignedShareRequest, signal: AbortSignal): Promise<ShareAnswer>
  /** Brings a node a key that it missed; resolves once it serves it. Open to anybody: a certified key proves itself. */
  activate(key: CertifiedVaultKey, signal: AbortSignal): Promise<void>
  /** A step of a ceremony, signed by the operator; see `NODE_PATHS`. The answer is not parsed. */
  operate(path: string, body: unknown, signal: AbortSignal): Promise<unknown>
}

/** A node answered, and said no. */
export class NodeRefusedError extends KitError {
  override readonly name = 'NodeRefusedError'
  /** For programs; such as `enclaveNotActive` or `epochNotHeld`. */
  readonly code: string

  /** `node` as {@link nameNode} says it. */
  constructor(node: string, { code, message, ...options }: NodeRefusal) {
    super(`vault node ${node} refused: ${message}`, options)
    this.code = code
  }
}

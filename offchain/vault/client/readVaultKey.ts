import type { Hex } from 'viem'
import { KitError } from '../../errors.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import { nameNode } from './nameNode.ts'
import { readNodeKey } from './readNodeKey.ts'
import type { VaultNodeClient } from './vaultNodeClient.ts'

export type ReadVaultKeyParameters = {
  /** All of the roster, in its order: a key counts if these hold it, and no others. */
  nodes: readonly VaultNodeClient[]
  /** Of the roster. */
  threshold: number
  /** The only one that is taken, where it is known. */
  masterKey?: Hex
  signal: AbortSignal
}

const askNode = async (
  client: VaultNodeClient,
  { nodes, threshold, masterKey, signal }: ReadVaultKeyParameters,
): Promise<CertifiedVaultKey | KitError> => {
  const roster = { threshold, identities: nodes.map(({ node }) => node.identity) }
  try {
    const key = await readNodeKey({ client, roster, masterKey, signal })
    return key ?? new KitError(`vault node ${nameNode(client.node)} serves no key`, { retryable: true })
  } catch (error) {
    if (error instanceof KitError) return error
    throw error
  }
}

/**
 * The newest key of the vault, from whatever nodes answer: one suffices, because the roster's nodes certified it. Nodes that
 * hide it can make an older one be taken, which the others then refuse to serve.
 *
 * @throws KitError that says what each node said when none has it, or when there are two vaults.
 */
export const readVaultKey = async (parameters: ReadVaultKeyParameters): Promise<CertifiedVaultKey> => {
  const said = await Promise.all(parameters.nodes.map((client) => askNode(client, parameters)))
  const keys = said.flatMap((one) => (one instanceof KitError ? [] : [one]))
  const newest = keys.reduce<CertifiedVaultKey | undefined>(
    (best, key) => (best && best.epoch >= key.epoch ? best : key),
    undefined,
  )
  if (!newest) {
    const problems = said.flatMap((one) => (one instanceof KitError ? [one] : []))
    const reasons = problems.map(({ message }) => message).join('; ')
    const retryable = problems.some((problem) => problem.retryable)
    throw new KitError(`no node has a certified key of this roster: ${reasons}`, { retryable })
  }
  const masterKeys = [...new Set(keys.map(({ masterKey }) => masterKey))]
  if (masterKeys.length > 1) {
    throw new KitError(
      `the nodes serve ${masterKeys.length} vaults: ${masterKeys.join(', ')}; pin the master key of one`,
    )
  }
  return newest
}

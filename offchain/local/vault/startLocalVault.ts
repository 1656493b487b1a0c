import { KitError } from '../../errors.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import { connectNode } from '../../vault/client/connectNode.ts'
import type { VaultNodeClient } from '../../vault/client/vaultNodeClient.ts'
import { runCeremony } from '../../vault/coordinator/runCeremony.ts'
import { type StartVaultNodesParameters, startVaultNodes, type VaultNodes } from './startVaultNodes.ts'

/** A vault whose nodes are real, and share one machine: whoever has the machine has all of their shares. */
export type LocalVault = Omit<VaultNodes, 'operatorKey'> & {
  key: CertifiedVaultKey
  /** As an enclave asks them: without the operator's key. In the roster's order. */
  nodes: readonly VaultNodeClient[]
}

export type StartLocalVaultParameters = Omit<StartVaultNodesParameters, 'size'> & {
  size?: StartVaultNodesParameters['size']
}

/** Starts the nodes of a vault, each as a process of its own, and has them make a key together. */
export const startLocalVault = async ({
  size = { nodes: 4, threshold: 2 },
  ...parameters
}: StartLocalVaultParameters): Promise<LocalVault> => {
  const { log, signal } = parameters
  const { operatorKey, ...started } = await startVaultNodes({ ...parameters, size })
  const { roster } = started
  try {
    const operated = roster.nodes.map((node) => connectNode({ node, operatorKey }))
    const { key, faults } = await runCeremony({ nodes: operated, roster, log, signal })
    if (faults.length > 0) throw new KitError(`the ceremony named ${faults.map(({ problem }) => problem).join('; ')}`)
    return { ...started, key, nodes: roster.nodes.map((node) => connectNode({ node })) }
  } catch (error) {
    await started.stop()
    throw error
  }
}

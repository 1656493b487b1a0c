import path from 'node:path'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { connectNode } from '../../vault/client/connectNode.ts'
import { runCeremony } from '../../vault/coordinator/runCeremony.ts'
import { startAnvil } from '../chain/startAnvil.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { startVaultNodes } from '../vault/startVaultNodes.ts'

const NOBODY = '0x1111111111111111111111111111111111111111'

export type StartNodeProcessesParameters = {
  size: { nodes: number; threshold: number }
  folder: string
  log: Log
  shutdown: Shutdown
}

/**
 * Starts real nodes on loopback, each as a process of its own, with an empty chain: they ask it which one it is, and no more
 * until a release. What comes back has them generate a key.
 */
export const startNodeProcesses = async ({
  folder,
  size,
  log,
  shutdown,
}: StartNodeProcessesParameters): Promise<() => Promise<void>> => {
  const { signal } = shutdown
  const anvil = await startAnvil({ port: 0, log, signal })
  shutdown.onShutdown('chain of the vault', () => anvil.process.stop())
  const { roster, operatorKey, stop } = await startVaultNodes({
    chain: {
      rpcUrl: anvil.rpcUrl,
      chainId: LOCAL_CHAIN_ID,
      enclaveRegistry: NOBODY,
      darkPool: NOBODY,
      policyId: `0x${'22'.repeat(32)}`,
      finality: 1n,
    },
    folder: path.join(folder, 'vault'),
    size,
    log,
    signal,
  })
  shutdown.onShutdown('vault', stop)
  const nodes = roster.nodes.map((node) => connectNode({ node, operatorKey }))
  return async () => {
    const { faults, activated } = await runCeremony({ nodes, roster, log, signal })
    if (faults.length > 0) throw new KitError(`the ceremony named ${faults.map(({ problem }) => problem).join('; ')}`)
    if (activated.length < size.nodes) throw new KitError(`${activated.length} of ${size.nodes} nodes serve the key`)
  }
}

import path from 'node:path'
import type { Log } from '../../log.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { simulatedPolicyId } from '../stack/simulatedEnclaveSettings.ts'
import type { LocalContracts } from '../stack/startContracts.ts'
import type { Wiring } from '../stack/wiring.ts'
import { type LocalVault, startLocalVault } from './startLocalVault.ts'

/** Nobody reorganises this chain behind our back. */
const FINALITY_BLOCKS = 1n

export type StartPoolVaultParameters = { contracts: LocalContracts; wiring?: Wiring; log: Log; shutdown: Shutdown }

/** A vault of four nodes for the dark pool, which gives shares to the simulated machine only; `shutdown` takes it down. */
export const startPoolVault = ({ contracts, wiring, log, shutdown }: StartPoolVaultParameters): Promise<LocalVault> => {
  const { chain, deployment, platform, folder } = contracts
  const { chainId, enclaveRegistry, darkPool } = deployment
  const { rpcUrl } = chain
  const policyId = simulatedPolicyId(platform)
  const starting = startLocalVault({
    chain: { rpcUrl, chainId, enclaveRegistry, darkPool, policyId, finality: FINALITY_BLOCKS },
    folder: path.join(folder, 'vault'),
    wiring,
    log,
    signal: shutdown.signal,
  })
  // What failed to start has nothing to stop.
  shutdown.onShutdown('vault', () => starting.then(({ stop }) => stop()).catch(() => undefined))
  return starting
}

import type { Address } from 'viem'
import { type PoolTerms, readPoolTerms } from '../../chain/darkpool/readPoolTerms.ts'
import type { Log } from '../../log.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { LOCAL_SETTINGS } from '../stack/localSettings.ts'
import { type LocalContracts, startContracts } from '../stack/startContracts.ts'
import type { SimulatedEnclave } from '../stack/startSimulatedEnclave.ts'
import type { LocalVault } from '../vault/startLocalVault.ts'
import { startVaultedEnclave } from '../vault/startVaultedEnclave.ts'
import type { SlotWatch } from '../vault/watchSlots.ts'

/** What the dark pool needs, and nothing else: no custodian, no DON. */
export type PoolStack = LocalContracts & {
  terms: PoolTerms
  vault: LocalVault
  enclave: SimulatedEnclave
  /** What the enclave makes of the slots' keys. */
  slots: SlotWatch
}

export type StartPoolStackParameters = {
  /** Who may register a slot. */
  admitted: readonly Address[]
  /** Least seconds between two rounds without a request; as everywhere on the local chain, unless told otherwise. */
  idleInterval?: number
  log: Log
  shutdown: Shutdown
  onReady: (part: string, detail: string) => void
}

/** Starts a chain with the pool, a vault of four nodes, and a simulated enclave; `shutdown` takes them down again. */
export const startPoolStack = async (parameters: StartPoolStackParameters): Promise<PoolStack> => {
  const { idleInterval = LOCAL_SETTINGS.darkPool.idleInterval, log, shutdown, onReady } = parameters
  const settings = { ...LOCAL_SETTINGS, darkPool: { ...LOCAL_SETTINGS.darkPool, idleInterval } }
  const contracts = await startContracts({ ...parameters, settings })
  const { darkPool, poolPrices, proofVerifier } = contracts.deployment
  onReady('dark pool', `CREDarkPool ${darkPool}, PoolPrices ${poolPrices}, proof verifier ${proofVerifier}`)

  const starting = startVaultedEnclave({ contracts, log, shutdown })
  const [vault, enclave] = await Promise.all([starting.vault, starting.enclave])
  const { threshold, members } = vault.key
  onReady('vault', `${threshold}-of-${members.length}: real nodes as processes of their own, on one machine`)
  onReady('simulated enclave', `${enclave.signer}, registered as a matcher by a TDX quote under the TEST ROOT`)
  const terms = await readPoolTerms(contracts.client, { pool: darkPool })
  return { ...contracts, terms, vault, enclave, slots: starting.slots }
}

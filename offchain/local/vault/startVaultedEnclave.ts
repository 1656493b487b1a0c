import { type SimulatedEnclave, startSimulatedEnclave } from '../stack/startSimulatedEnclave.ts'
import type { LocalVault } from './startLocalVault.ts'
import { type StartPoolVaultParameters, startPoolVault } from './startPoolVault.ts'
import { type SlotWatch, watchSlots } from './watchSlots.ts'

export type VaultedEnclave = {
  vault: Promise<LocalVault>
  enclave: Promise<SimulatedEnclave>
  /** What the enclave makes of the slots' keys. */
  slots: SlotWatch
}

/** Starts a vault, and beside it a simulated enclave that opens the pool's slot keys through it as soon as it is there. */
export const startVaultedEnclave = (parameters: StartPoolVaultParameters): VaultedEnclave => {
  const { contracts, log, shutdown } = parameters
  const vault = startPoolVault(parameters)
  const slotVault = vault.then(({ nodes, key: { threshold, masterKey } }) => ({ nodes, threshold, masterKey }))
  const slots = watchSlots()
  const enclave = startSimulatedEnclave({
    ...contracts,
    ...{ vault: slotVault, onSlots: slots.onSlots, log, signal: shutdown.signal },
  })
  shutdown.onShutdown('simulated enclave', () => enclave.then(({ stop }) => stop()).catch(() => undefined))
  // Awaited later; until then a failure must not count as unhandled.
  for (const starting of [vault, slotVault, enclave]) starting.catch(() => undefined)
  return { vault, enclave, slots }
}

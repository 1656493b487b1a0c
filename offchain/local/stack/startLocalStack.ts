import type { Log } from '../../log.ts'
import { randomSlotKey } from '../../protocol/slotKey.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { registerLocalSlot } from '../vault/registerLocalSlot.ts'
import type { LocalVault } from '../vault/startLocalVault.ts'
import { startVaultedEnclave, type VaultedEnclave } from '../vault/startVaultedEnclave.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'
import { type LocalContracts, startContracts } from './startContracts.ts'
import { buildReserveGuest, type LocalReserve, startReserve } from './startReserve.ts'
import { type SimulatedEnclave, startSimulatedEnclave } from './startSimulatedEnclave.ts'

/** Contracts, custodian and DON: what a report needs. */
export type ReserveStack = LocalContracts & LocalReserve

/** Everything the local environment runs, ready to be used. */
export type LocalStack = ReserveStack & {
  /** Ours (TDX), under the test root; not the one in which the workflow compares. */
  enclave: SimulatedEnclave
  /** Undefined unless it was asked for. */
  vault: LocalVault | undefined
  /** Takes everything down before the shutdown does; may be called twice. */
  stop: () => Promise<void>
}

export type StartLocalStackParameters = {
  forkUrl?: string
  port?: number
  /** Which of the workflow's handlers runs: the enclave's (the default), or the labelled fallback. */
  confidentiality?: 'enclave' | 'httpOnly'
  /** A vault of four nodes, with a slot whose key the simulated enclave opens. Takes a few seconds more. */
  withVault?: boolean
  log: Log
  shutdown: Shutdown
  /** Called as each part becomes ready. */
  onReady?: (part: string, detail: string) => void
}

type StartCompanionParameters = {
  contracts: LocalContracts
  log: Log
  shutdown: Shutdown
  onReady: (part: string, detail: string) => void
}

const startEnclave = ({ contracts, log, shutdown }: StartCompanionParameters): Promise<SimulatedEnclave> => {
  const enclave = startSimulatedEnclave({ ...contracts, log, signal: shutdown.signal })
  // What failed to start has nothing to stop.
  shutdown.onShutdown('simulated enclave', () => enclave.then(({ stop }) => stop()).catch(() => undefined))
  return enclave
}

/** A slot whose key opens inside the enclave, which shows that vault and enclave work. */
const openSlot = async (
  { contracts, shutdown, onReady }: StartCompanionParameters,
  { vault: starting, slots }: VaultedEnclave,
): Promise<LocalVault> => {
  const vault = await starting
  const { threshold, members, epoch, masterKey } = vault.key
  const { darkPool: pool } = contracts.deployment
  const { privateKey: ownerKey } = LOCAL_ACCOUNTS.slotOwner
  const { slot, commitment } = await registerLocalSlot(contracts.client, { pool, masterKey, ownerKey })
  onReady(
    'vault',
    `${threshold}-of-${members.length}, epoch ${epoch}, ${masterKey}: real nodes as processes of their own, on one machine`,
  )
  const openedBy = await slots.untilOpen(commitment, shutdown.signal)
  const indices = [...openedBy].sort((one, other) => one - other).join(', ')
  onReady(`slot ${slot}`, `key opened inside the simulated enclave by nodes ${indices}`)
  return vault
}

/** Starts chain, contracts, simulated custodian and simulated DON; `shutdown` takes them down again. */
export const startLocalStack = async (parameters: StartLocalStackParameters): Promise<LocalStack> => {
  const { withVault = false, confidentiality = 'enclave', log, shutdown, onReady = () => undefined } = parameters
  const guest = buildReserveGuest()
  const contracts = await startContracts({ ...parameters, onReady })
  const companion = { contracts, log, shutdown, onReady }
  // Both need nobody else: they run beside all that follows.
  const vaulted = withVault ? startVaultedEnclave(companion) : undefined
  const registering = vaulted ? vaulted.enclave : startEnclave(companion)
  const opening = vaulted && openSlot(companion, vaulted)
  // Awaited below; until then a failure must not count as unhandled.
  for (const starting of [registering, opening]) starting?.catch(() => undefined)

  const reserve = await startReserve({ ...companion, reserveSlotKey: randomSlotKey(), guest, confidentiality })
  const enclave = await registering
  onReady(
    'simulated enclave',
    `${enclave.signer} in EnclaveRegistry ${contracts.deployment.enclaveRegistry}, under the TEST ROOT`,
  )
  const vault = await opening
  return {
    ...{ ...contracts, ...reserve, enclave, vault },
    stop: async () => {
      await enclave.stop()
      await vault?.stop()
      await reserve.don.stop()
      await reserve.custodian.stop()
      await contracts.chain.stop()
    },
  }
}

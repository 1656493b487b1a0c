import type { Log } from '../../log.ts'
import { randomSlotKey } from '../../protocol/slotKey.ts'
import type { MakerPlan } from '../makers/startMakers.ts'
import { type PoolAtWork, startPoolAtWork } from '../pool/startPoolAtWork.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { type LocalSettings, POOL_SETTINGS } from './localSettings.ts'
import { startContracts } from './startContracts.ts'
import type { ReserveStack } from './startLocalStack.ts'
import { buildReserveGuest, startReserve } from './startReserve.ts'
import type { Wiring } from './wiring.ts'

/** The local environment with the dark pool at work. */
export type StackWithPool = ReserveStack & {
  /** Is there later than the rest: reports can be made meanwhile. */
  pool: Promise<PoolAtWork>
}

export type StartStackWithPoolParameters = {
  port?: number
  settings?: LocalSettings
  /** What the makers bring; 400 WBTC each unless told otherwise. */
  plans?: readonly MakerPlan[]
  /** Between the processes; direct unless told otherwise. */
  wiring?: Wiring
  log: Log
  shutdown: Shutdown
  /** Called as each part becomes ready. */
  onReady: (part: string, detail: string) => void
}

/** Starts chain, contracts, simulated custodian and simulated DON, and beside them the dark pool; not on a fork, whose feeds nobody pushes. */
export const startStackWithPool = async (parameters: StartStackWithPoolParameters): Promise<StackWithPool> => {
  const { settings = POOL_SETTINGS } = parameters
  const guest = buildReserveGuest()
  const contracts = await startContracts({ ...parameters, settings })
  const reserveSlotKey = randomSlotKey()
  const pool = startPoolAtWork({ ...parameters, contracts, reserveSlotKey })
  // Whoever needs it awaits it.
  pool.catch(() => undefined)
  const reserve = await startReserve({ ...parameters, contracts, reserveSlotKey, guest, confidentiality: 'enclave' })
  return { ...contracts, ...reserve, pool }
}

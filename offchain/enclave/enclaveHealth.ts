import type { Address } from 'viem'
import type { MatchingHealth } from './matching/matchingHealth.ts'
import type { SlotCounts } from './slots/slotKeyState.ts'

/** How an enclave stands towards the registry; for supervisors and logs. */
export type EnclaveHealth = {
  signer: Address
  /** `inactive`: the registry does not count on this key now, and it is being registered. `revoked` is for good. */
  state: 'starting' | 'active' | 'inactive' | 'revoked' | 'stopped'
  /** Unix seconds; zero before the first registration. */
  expiresAt: number
  /** Unix seconds of the chain, when this was last read there; zero before the first time. */
  checkedAt: number
  /** What keeps it from being registered or renewed, if anything does. */
  problem: string | undefined
  /** Keys of the pool's slots; undefined for an enclave that follows no pool, or has not begun to. */
  slots?: SlotCounts
  /** Undefined for an enclave that matches no rounds, or has not begun to. */
  matching?: MatchingHealth
}

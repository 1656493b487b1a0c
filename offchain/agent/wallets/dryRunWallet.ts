import type { Address } from 'viem'
import type { Wallet } from './wallet.ts'

/** The default wallet: it stands where the agent stands, so that calls can be simulated, and never sends. */
export const dryRunWallet = (agent: Address): Wallet => ({
  kind: 'dryRun',
  address: agent,
  prepare: async () => undefined,
  replace: async () => undefined,
  broadcast: async () => undefined,
})

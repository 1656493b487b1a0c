import type { Address } from 'viem'
import { KitError } from '../../errors.ts'
import type { Wallet } from './wallet.ts'

/** The default wallet: it stands where the agent stands, so that calls can be simulated, and never sends. */
export const dryRunWallet = (agent: Address): Wallet => ({
  kind: 'dryRun',
  address: agent,
  prepare: async () => undefined,
  broadcast: async () => {
    throw new KitError('a dry run broadcasts nothing; set AWAL_DRY_RUN=false to act')
  },
})

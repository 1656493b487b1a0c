import type { Address, Hex, PublicClient } from 'viem'
import type { Log } from '../log.ts'
import type { Journal } from '../store.ts'
import type { Wallet } from './wallets/wallet.ts'

/** What one agent is wired to. */
export type AgentContext = {
  client: PublicClient
  wallet: Wallet
  journal: Journal
  log: Log
  /** X25519 secret key that opens the sealed orders. */
  sealingKey: Hex
  attestation: Address
  treasury: Address
  quoter: Address
  /** Read once from the treasury; immutable there. */
  payment: Address
  collateral: Address
  poolFee: number
  /** Block from which the attestation can have logs. */
  startBlock: bigint
  /** How many blocks must lie on top of what the agent acts on. */
  confirmations: bigint
  /** Most blocks asked for in one call of `eth_getLogs`. */
  maxLogBlocks: bigint
  /** How far below the quote the agent lets the swap end; the treasury's own floor holds besides. */
  slippageBps: bigint
}

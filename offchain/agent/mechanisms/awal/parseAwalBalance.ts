import { type Address, getAddress, isAddress } from 'viem'
import { KitError } from '../../../errors.ts'
import type { AwalChain } from './awalSettings.ts'
import type { AwalAsset } from './chooseDialect.ts'

/** Decimals of the tokens, on every chain that the program knows. */
export const AWAL_DECIMALS: Readonly<Record<AwalAsset, number>> = { usdc: 6, eth: 18 }

/** What the wallet at `account` holds of one token, in base units. */
export type AwalBalance = { account: Address; amount: bigint }

type BalanceJson = {
  address?: unknown
  chain?: unknown
  balances?: Record<string, { raw?: unknown; decimals?: unknown }>
}

/**
 * Reads one token out of the answer of `awal balance`, from its base units, never from the formatted figure. An answer
 * about another chain, or about all chains at once, is refused: it was not what was asked.
 */
export const parseAwalBalance = (json: unknown, asked: { chain: AwalChain; asset: AwalAsset }): AwalBalance => {
  const { address, chain, balances } = (json ?? {}) as BalanceJson
  const refuse = (what: string) => new KitError(`awal balance answers ${what} that was not asked for`)
  if (typeof address !== 'string' || !isAddress(address) || typeof balances !== 'object') throw refuse('in a shape')
  if (typeof chain !== 'string' || chain.toLowerCase() !== asked.chain) throw refuse('about a chain')
  const { raw, decimals } = balances?.[asked.asset.toUpperCase()] ?? {}
  if (typeof raw !== 'string' || !/^\d{1,78}$/.test(raw) || decimals !== AWAL_DECIMALS[asked.asset]) {
    throw refuse(`with a figure for ${asked.asset}`)
  }
  return { account: getAddress(address), amount: BigInt(raw) }
}

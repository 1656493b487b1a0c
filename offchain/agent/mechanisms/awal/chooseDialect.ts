import { KitError } from '../../../errors.ts'
import type { AwalChain } from './awalSettings.ts'

/** Tokens that both dialects call by these names. */
export type AwalAsset = 'usdc' | 'eth'

/** What one generation of the program understands. Amounts are decimals with a point. */
export type AwalDialect = {
  name: string
  chains: readonly AwalChain[]
  status(): string[]
  balance(chain: AwalChain): string[]
  trade(trade: { amount: string; from: AwalAsset; to: AwalAsset; slippageBps: number; chain: AwalChain }): string[]
  send(send: { amount: string; recipient: string; chain: AwalChain }): string[]
}

const shared: Pick<AwalDialect, 'status' | 'balance' | 'trade'> = {
  status: () => ['status', '--json'],
  // Never --asset: it mislabels some tokens. Always --chain: without it newer versions answer in another shape.
  balance: (chain) => ['balance', '--chain', chain, '--json'],
  trade: ({ amount, from, to, slippageBps, chain }) => [
    ...['trade', amount, from, to],
    ...['--chain', chain, '--slippage', String(slippageBps), '--json'],
  ],
}

const FEBRUARY_2026: AwalDialect = {
  ...shared,
  name: '2.0',
  chains: ['base'],
  // Knows no --asset: it sends USDC only.
  send: ({ amount, recipient, chain }) => ['send', amount, recipient, '--chain', chain, '--json'],
}

const MAY_2026: AwalDialect = {
  ...shared,
  name: '2.10',
  chains: ['base', 'polygon'],
  send: ({ amount, recipient, chain }) => ['send', amount, recipient, '--chain', chain, '--asset', 'usdc', '--json'],
}

/** The versions that were seen. The grammar changed within 2.x before, so the next minor version is not trusted. */
const KNOWN: readonly { dialect: AwalDialect; accepts(major: number, minor: number, patch: number): boolean }[] = [
  // The package 2.0.3 holds a program that calls itself 1.0.0.
  { dialect: FEBRUARY_2026, accepts: (...version) => version.join('.') === '1.0.0' },
  { dialect: FEBRUARY_2026, accepts: (major, minor) => major === 2 && minor === 0 },
  { dialect: MAY_2026, accepts: (major, minor) => major === 2 && minor >= 10 && minor <= 12 },
]

/** The dialect of a version as `awal --version` prints it; throws for one that nobody has looked at. */
export const chooseDialect = (version: string): AwalDialect => {
  const [, major, minor, patch] = version.match(/^(\d{1,4})\.(\d{1,4})\.(\d{1,4})$/) ?? []
  const known = KNOWN.find(({ accepts }) => accepts(Number(major), Number(minor), Number(patch)))
  if (known) return known.dialect
  throw new KitError(`awal ${version} is not a known version; install 2.0.x or 2.10 to 2.12, pinned`)
}

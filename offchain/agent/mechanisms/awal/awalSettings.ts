import type { Address } from 'viem'

/** Chains that the command line calls by name and on which it can send USDC. */
export type AwalChain = 'base' | 'polygon'

/** How the command line is started. */
export type AwalProgram = Readonly<{
  /** Absolute path of the executable, or its name on {@link AwalProgram.path}. */
  bin: string
  /** Arguments put before every command, for a wrapper that starts the real program. */
  leadingArgs: readonly string[]
  /** PATH and HOME of the child: all that it gets of our environment. */
  path: string
  home: string
  /** Milliseconds after which the child and its process group are killed. */
  timeoutMs: number
}>

/** Everything the awal mechanism is configured with; it exists only where the operator switched it on. */
export type AwalSettings = Readonly<{
  program: AwalProgram
  chain: AwalChain
  /** What the RPC endpoint of that chain must answer: 8453 for Base, 137 for Polygon. */
  chainId: number
  /** The chain's USDC, 6 decimals. */
  usdc: Address
  /** The agentic wallet's own address: any other login is refused. */
  account: Address
  /** The issuer's custodian or backstop: the only address that anything is sent to. */
  recipient: Address
  /** Most USDC in one action, base units. */
  maxPerAction: bigint
  /** Most USDC in 24 hours, base units; an action whose outcome is unknown counts. */
  maxPerDay: bigint
  /** Ether (wei) that is sold for USDC when USDC does not suffice, and the slippage in basis points; off if undefined. */
  trade: { amount: bigint; slippageBps: number } | undefined
  /** Blocks that must lie on top of a transfer before it counts as made. */
  confirmations: bigint
  /** Most blocks in one call of `eth_getLogs`. */
  maxLogBlocks: bigint
  /** Milliseconds that the chain is watched for a transfer that was handed over, before its outcome is unknown. */
  settleTimeoutMs: number
}>

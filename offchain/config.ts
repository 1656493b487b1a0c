import fs from 'node:fs'
import { type Address, getAddress, type Hex, isAddress, parseGwei } from 'viem'
import { z } from 'zod'
import { MAINNET } from './chain/mainnet.ts'
import { KitError } from './errors.ts'

/** The only reader of the environment: parsed once, at the edge. */
export type AgentConfig = Readonly<{
  rpcUrl: string
  attestation: Address
  treasury: Address
  /** When set, the treasury must deliver here, or the agent does not start. */
  reserve: Address | undefined
  /** The public proof-of-reserve feed, shown to the operator at the start. */
  proofOfReserveFeed: Address
  quoter: Address
  dryRun: boolean
  confirmations: bigint
  pollIntervalMs: number
  reconcileIntervalMs: number
  startBlock: bigint
  maxLogBlocks: bigint
  slippageBps: bigint
  /** Wei; transactions that need more are not signed. */
  maxFeePerGas: bigint
  storeFile: string
}>

/** Kept apart from the settings. */
export type AgentSecrets = Readonly<{ privateKey: Hex | undefined; sealingKey: Hex }>

export type AgentSettings = { config: AgentConfig; secrets: AgentSecrets }

const address = z
  .string()
  .refine((value) => isAddress(value, { strict: false }), 'must be an address (0x and 40 hex digits)')
  .transform((value) => getAddress(value))
const integer = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((value) => /^\d{1,15}$/.test(value), 'must be a whole number')
const interval = (fallback: string) => integer(fallback).refine((value) => Number(value) > 0, 'must not be zero')
const key = z.string().regex(/^0x[0-9a-fA-F]{64}$/, 'must be 0x and 64 hex digits')

const environmentSchema = z.object({
  RPC_URL: z.string().url().default('http://127.0.0.1:8545'),
  CONTRACT_ADDRESS: address,
  TREASURY_ADDRESS: address,
  RESERVE_ADDRESS: address.optional(),
  CHAINLINK_FEED_ADDRESS: address.default(MAINNET.proofOfReserveFeed),
  QUOTER_ADDRESS: address.default(MAINNET.quoterV2),
  AWAL_DRY_RUN: z.enum(['true', 'false']).default('true'),
  CONFIRMATIONS: integer('3'),
  POLL_INTERVAL: interval('2000'),
  RECONCILE_INTERVAL: interval('60000'),
  START_BLOCK: integer('0'),
  MAX_LOG_BLOCKS: interval('2000'),
  SLIPPAGE_BPS: integer('50').refine((value) => Number(value) < 10_000, 'must be below 10000'),
  MAX_FEE_GWEI: interval('500'),
  AGENT_STORE: z.string().min(1).default('.local/agent/journal.db'),
})

const logLevel = z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')

/** A secret from NAME, or from the file that NAME_FILE points at, which only its owner may read. */
const readSecret = (environment: NodeJS.ProcessEnv, name: string): Hex | undefined => {
  const file = environment[`${name}_FILE`]
  if (file && environment[name]) throw new KitError(`set ${name} or ${name}_FILE, not both`)
  if (file && (fs.statSync(file).mode & 0o077) !== 0) {
    throw new KitError(`${file} can be read by others; run: chmod 600 ${file}`)
  }
  const value = file ? fs.readFileSync(file, 'utf8').trim() : environment[name]
  if (value === undefined || value === '') return undefined
  const parsed = key.safeParse(value)
  // Never the value: it is a secret, even when it is malformed.
  if (!parsed.success) throw new KitError(`${file ? `${name}_FILE` : name} ${parsed.error.issues[0]?.message}`)
  return parsed.data as Hex
}

/** Parses the agent's environment; throws a KitError that names every variable that is missing or wrong. */
export const readAgentConfig = (environment: NodeJS.ProcessEnv): AgentSettings => {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new KitError(`the environment is incomplete: ${problems.join('; ')}`)
  }
  const env = parsed.data
  const privateKey = readSecret(environment, 'AGENT_PRIVATE_KEY')
  const sealingKey = readSecret(environment, 'AGENT_SEALING_KEY')
  if (!sealingKey) throw new KitError('AGENT_SEALING_KEY or AGENT_SEALING_KEY_FILE is missing: orders cannot be opened')
  const dryRun = env.AWAL_DRY_RUN === 'true'
  if (!dryRun && !privateKey) {
    throw new KitError('AWAL_DRY_RUN=false needs AGENT_PRIVATE_KEY or AGENT_PRIVATE_KEY_FILE')
  }
  const config: AgentConfig = Object.freeze({
    rpcUrl: env.RPC_URL,
    attestation: env.CONTRACT_ADDRESS,
    treasury: env.TREASURY_ADDRESS,
    reserve: env.RESERVE_ADDRESS,
    proofOfReserveFeed: env.CHAINLINK_FEED_ADDRESS,
    quoter: env.QUOTER_ADDRESS,
    dryRun,
    confirmations: BigInt(env.CONFIRMATIONS),
    pollIntervalMs: Number(env.POLL_INTERVAL),
    reconcileIntervalMs: Number(env.RECONCILE_INTERVAL),
    startBlock: BigInt(env.START_BLOCK),
    maxLogBlocks: BigInt(env.MAX_LOG_BLOCKS),
    slippageBps: BigInt(env.SLIPPAGE_BPS),
    maxFeePerGas: parseGwei(env.MAX_FEE_GWEI),
    storeFile: env.AGENT_STORE,
  })
  return { config, secrets: Object.freeze({ privateKey, sealingKey }) }
}

/** Needed before anything can be reported, hence apart from the rest. */
export const readLogLevel = (environment: NodeJS.ProcessEnv): z.infer<typeof logLevel> => {
  const parsed = logLevel.safeParse(environment.LOG_LEVEL)
  if (!parsed.success) throw new KitError('LOG_LEVEL must be debug, info, warn, error or silent')
  return parsed.data
}

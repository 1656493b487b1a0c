import { type Address, type Hex, isAddress, isHex, size, zeroAddress, zeroHash } from 'viem'
import { z } from 'zod'
import { COLLATERAL_LIMIT } from '../../offchain/protocol/pool/constants.ts'
import { collateralUnit } from '../../offchain/protocol/pool/poolUnit.ts'

// Custom, because only then what is malformed never reaches the comparisons below.
const integer = z.custom<string>(
  (value) => typeof value === 'string' && /^(0|[1-9][0-9]{0,29})$/.test(value),
  'must be an integer in decimal digits',
)
const bps = z.number().int().nonnegative()
const seconds = z.number().int().positive()
const address = z.custom<Address>(
  (value) => typeof value === 'string' && isAddress(value) && value !== zeroAddress,
  'must be the address of a deployed contract',
)
const feed = z.object({ address, maxAgeSeconds: seconds }).strict()

/** The workflow's configuration. It is public, and a part of the workflow's id. */
export const configSchema = z
  .object({
    /** Six-field cron expression. */
    schedule: z.string().min(1),
    custodianUrl: z.string().regex(/^(https:\/\/|http:\/\/127\.0\.0\.1[:/])/, 'must be https, or http on 127.0.0.1'),
    maxStatementAgeSeconds: seconds,
    /** Reserves over liabilities and mint ceiling: at and above it the reserve is solvent. */
    solvencyBps: bps.positive(),
    /** Below it healing starts. */
    healingBps: bps,
    /** What healing restores. */
    targetBps: bps,
    /** Issuance that the reserve may still back, in the token's base units. */
    mintCeiling: integer,
    /** Whole dollars; deficits worth more are ordered from the dark pool. */
    tierBoundaryUsd: integer,
    /** Bounds of a small order in base units of the payment token; the upper one is at most one window's cap. */
    minOrder: integer,
    maxOrder: integer,
    /** The most that one epoch asks the dark pool for, in the token's base units: at most one window's cap. */
    maxPoolOrder: integer,
    /** What such an order pays on top of the price, at most. */
    maxPremiumBps: bps.max(10_000),
    /** Ordered on top of the fair price, for what the swap costs. */
    executionBps: bps,
    collateralDecimals: z.number().int().min(0).max(18),
    paymentDecimals: z.number().int().min(0).max(18),
    /** The agent's X25519 public key. */
    agentSealingKey: z.custom<Hex>(
      (value) => isHex(value) && size(value) === 32 && value !== zeroHash,
      'must be the 32-byte sealing key of the agent',
    ),
    chain: z.object({ selectorName: z.string(), isTestnet: z.boolean(), chainId: seconds }).strict(),
    /** ReserveAttestation on that chain. */
    attestation: address,
    /** RecoveryTreasury, which owns the reserve's slot in the pool. */
    treasury: address,
    /** CREDarkPool. */
    pool: address,
    feeds: z.object({ btcUsd: feed, wbtcBtc: feed, usdcUsd: feed }).strict(),
    /** How far WBTC/BTC and USDC/USD may be from one before no order is given. */
    maxDepegBps: bps,
    gasLimit: integer,
    /** `enclave` compares inside one; `httpOnly` is the labelled fallback: figures reach every DON node, no orders. */
    confidentiality: z.enum(['enclave', 'httpOnly']),
  })
  .strict()
  .refine(({ solvencyBps, healingBps, targetBps }) => solvencyBps <= healingBps && healingBps <= targetBps, {
    message: 'thresholds must rise: solvencyBps <= healingBps <= targetBps',
  })
  .refine(({ minOrder, maxOrder }) => BigInt(minOrder) <= BigInt(maxOrder), {
    message: 'minOrder must not exceed maxOrder',
  })
  .refine(
    ({ maxPoolOrder, collateralDecimals }) => {
      const poolUnits = BigInt(maxPoolOrder) / collateralUnit(collateralDecimals)
      return poolUnits > 0n && poolUnits < COLLATERAL_LIMIT
    },
    { message: 'maxPoolOrder must be at least one pool unit, and less than the pool can hold' },
  )

export type Config = z.infer<typeof configSchema>

import { type Address, type Hex, isAddress, isHex, size, zeroAddress, zeroHash } from 'viem'
import { z } from 'zod'

const integer = z.string().regex(/^(0|[1-9][0-9]{0,29})$/, 'must be an integer in decimal digits')
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

export type Config = z.infer<typeof configSchema>

import { type Address, type Hex, type PublicClient, parseUnits } from 'viem'
import { findRevert } from '../../chain/describeError.ts'
import { readFunds } from '../../chain/readFunds.ts'
import { type DatedPrices, readPrices } from '../../chain/readPrices.ts'
import { readReserveState } from '../../chain/readReserveState.ts'
import { readSwapTerms, type SwapTerms } from '../../chain/readSwapTerms.ts'
import { readTokens, type Tokens } from '../../chain/readTokens.ts'
import { readRequestState } from '../../chain/treasury/readRequestState.ts'
import { KitError } from '../../errors.ts'
import { type HealPlan, planHeal } from '../../protocol/planHeal.ts'
import type { OrderParameters } from '../../protocol/policy.ts'
import { divideUp } from '../../protocol/reservePrice.ts'
import { findStandingObstacle } from '../pool/findStandingObstacle.ts'
import { findSimulatedObstacles, type SimulatedObstacle } from './findSimulatedObstacles.ts'

/** The workflow's bounds of an order, which decide what the agent is told. */
export type OrderPolicy = Pick<
  OrderParameters,
  'tierBoundaryUsd' | 'executionBps' | 'minOrder' | 'maxOrder' | 'maxPoolOrder'
>

/** What would happen for a deficit. Amounts are base units, times seconds. */
export type DeficitSimulation = {
  blockNumber: bigint
  deficit: bigint
  prices: DatedPrices
  policy: OrderPolicy
  /** Undefined when the feeds give no usable price. */
  plan: HealPlan | undefined
  /** Of the first order; undefined when there is none, or no price for it. */
  swap: SwapTerms | undefined
  /** Which pool the order would go to, for one of the large tier: what else it shows of it is the same for every order. */
  pool: { address: Address; requestInterval: number; roundsPerRequest: number; timeout: number } | undefined
  /** How many of the treasury's windows all orders fill. */
  windows: number
  windowSeconds: number
  /** What would keep the first order from being executed now; empty when nothing would. */
  obstacles: SimulatedObstacle[]
  tokens: Tokens
}

export type SimulateDeficitParameters = {
  attestation: Address
  treasury: Address
  quoter: Address
  payment: Address
  collateral: Address
  /** The dark pool. */
  pool: Address
  /** Hundredths of a basis point. */
  poolFee: number
  slippageBps: bigint
  /** Decimal amount of the collateral. */
  deficit: string
  policy: OrderPolicy
}

const parseDeficit = (text: string, { collateral: { symbol, decimals } }: Tokens): bigint => {
  if (!new RegExp(`^\\d{1,18}(\\.\\d{1,${decimals}})?$`).test(text)) {
    throw new KitError(
      `a deficit of ${text} is no amount of ${symbol}; write it like 2.5, with at most ${decimals} decimals`,
    )
  }
  return parseUnits(text, decimals)
}

/** What the pool gives and the treasury demands for `spend`; undefined when either has no price for it. */
const readTerms = async (
  client: PublicClient,
  parameters: SimulateDeficitParameters,
  blockHash: Hex,
  spend: bigint,
): Promise<SwapTerms | undefined> => {
  try {
    return await readSwapTerms(client, { ...parameters, spend, blockHash })
  } catch (error) {
    if (findRevert(error)) return undefined
    throw error
  }
}

/** What workflow, agent and treasury would make of a deficit, at the prices of the head. Nothing is sent. */
export const simulateDeficit = async (
  client: PublicClient,
  parameters: SimulateDeficitParameters,
): Promise<DeficitSimulation> => {
  const { attestation, treasury, payment, policy } = parameters
  const [{ number: blockNumber, hash: blockHash, timestamp }, tokens] = await Promise.all([
    client.getBlock(),
    readTokens(client, parameters),
  ])
  const deficit = parseDeficit(parameters.deficit, tokens)
  const block = { number: blockNumber, hash: blockHash, timestamp: Number(timestamp) }
  const [prices, state] = await Promise.all([
    readPrices(client, { treasury, blockHash }),
    readReserveState(client, { attestation, treasury, block }),
  ])
  const funds = await readFunds(client, { treasury, payment, agent: state.agent, block })

  const decimals = { collateral: tokens.collateral.decimals, payment: tokens.payment.decimals }
  const isPriced = Object.values(prices).every(({ answer }) => answer > 0n)
  const plan = isPriced ? planHeal({ deficit, prices, decimals, ...policy }) : undefined
  const swap = plan && plan.spend > 0n ? await readTerms(client, parameters, blockHash, plan.spend) : undefined
  const large = plan?.tier === 'large' ? await readRequestState(client, { ...parameters, block }) : undefined
  const poolObstacle = large && findStandingObstacle(large, { isTreasuryPaused: state.paused })
  return {
    blockNumber,
    deficit,
    prices,
    policy,
    plan,
    swap,
    pool: large && {
      address: parameters.pool,
      requestInterval: large.schedule.requestInterval,
      roundsPerRequest: large.roundsPerRequest,
      timeout: large.schedule.timeout,
    },
    windows: plan?.tier === 'small' && funds.perWindow > 0n ? Number(divideUp(plan.cost, funds.perWindow)) : 0,
    windowSeconds: funds.windowSeconds,
    obstacles: findSimulatedObstacles({ plan, swap, state, balance: funds.balance, poolObstacle }),
    tokens,
  }
}

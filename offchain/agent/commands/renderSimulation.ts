import { formatUnits } from 'viem'
import { renderSpan } from '../../rendering/renderSpan.ts'
import type { SimulatedObstacle } from './findSimulatedObstacles.ts'
import { renderAmount } from './renderAmount.ts'
import type { DeficitSimulation } from './simulateDeficit.ts'

const LABEL_WIDTH = 11

const FIX: Partial<Record<SimulatedObstacle, string>> = {
  noOrder: 'the workflow orders nothing this small',
  attestationPaused: 'the attestation is paused: its guardian or owner must unpause it',
  treasuryPaused: 'the treasury is paused: its guardian or owner must unpause it',
  aboveActionLimit: "it is above the treasury's limit per heal: lower the workflow's maxOrder or raise the limit",
  aboveWindow: 'the window leaves less than the order spends: wait until earlier heals fall out of it',
  insufficientFunds: 'the treasury holds less than the order spends: fund it',
  priceUnavailable: 'a feed is stale, off its peg or out of bounds, or the pool cannot fill the order',
  slotWithoutKey: 'the treasury has no slot with an active key in the dark pool: its owner calls registerSlot()',
  notAdmitted: "the dark pool does not admit the treasury: the pool's owner schedules admit()",
  poolFrozen: 'the dark pool is frozen for good',
  poolPaused: 'the dark pool is paused: its guardian or owner must unpause it',
  scheduleUnfit: "the treasury's schedule is outside the dark pool's limits: its owner schedules setPoolSchedule()",
  stakeUnaffordable: 'the treasury cannot pay the stake of a request: send it ether',
  priceBelowFloor: 'the pool pays less than the treasury demands: a smaller maxOrder moves it less',
}

/** The simulation for people. */
export const renderSimulation = (simulation: DeficitSimulation): string => {
  const { deficit, prices, plan, swap, pool, windows, windowSeconds, obstacles, tokens } = simulation
  const line = (label: string, value: string): string => `${label.padEnd(LABEL_WIDTH)} ${value}`
  const pay = (amount: bigint): string => renderAmount(amount, tokens.payment)
  const get = (amount: bigint): string => renderAmount(amount, tokens.collateral)
  const price = ({ answer, decimals }: { answer: bigint; decimals: number }): string => formatUnits(answer, decimals)
  const lines = [
    line('deficit', get(deficit)),
    line(
      'prices',
      `BTC/USD ${price(prices.btcUsd)}, WBTC/BTC ${price(prices.wbtcBtc)}, USDC/USD ${price(prices.usdcUsd)}` +
        ` at block ${simulation.blockNumber}`,
    ),
  ]
  if (plan) lines.push(line('cost', pay(plan.cost)), line('tier', plan.tier))
  if (plan && plan.spend > 0n) lines.push(line('order', `spends ${pay(plan.spend)}`))
  if (plan && plan.poolOrder > 0n) {
    lines.push(line('request', `asks the dark pool for ${get(plan.poolOrder)}, which only the matcher can read`))
  }
  if (swap) {
    lines.push(
      line('swap', `gives ${get(swap.quote)}; the agent accepts ${get(swap.minOut)}, the treasury ${get(swap.floor)}`),
    )
  }
  if (pool) {
    const { address, requestInterval, roundsPerRequest, timeout } = pool
    lines.push(
      line('pool', `${address}, with the next request, one every ${renderSpan(requestInterval)} whatever is missing`),
      line('rounds', `${roundsPerRequest} within ${renderSpan(timeout)}; what they fill is told to nobody outside`),
    )
  }
  if (plan && plan.epochs > 0) {
    const pace =
      windows > 1 ? `; at least ${renderSpan((windows - 1) * windowSeconds)}, the treasury's window allows no more` : ''
    lines.push(line('epochs', `${plan.epochs}${plan.epochs > 1 ? ': each next one orders from the rest' : ''}${pace}`))
  }
  if (plan && plan.tier === 'small' && plan.remainder > 0n) {
    lines.push(line('remainder', `${pay(plan.remainder)} is below the smallest order`))
  }
  const verdict =
    obstacles.length === 0
      ? ['The first order would be executed.']
      : [
          'The first order would not be executed:',
          ...obstacles.map((name) => `  ${name}: ${FIX[name] ?? 'see agent doctor'}`),
        ]
  return [...lines, '', ...verdict].join('\n')
}

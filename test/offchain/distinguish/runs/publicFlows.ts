import { type Address, encodeFunctionData, parseAbi } from 'viem'
import { encodeDeposit } from '../../../../offchain/chain/darkpool/deposit.ts'
import { encodeWithdraw } from '../../../../offchain/chain/darkpool/withdraw.ts'
import { MAINNET } from '../../../../offchain/chain/mainnet.ts'
import { LOCAL_ACCOUNTS } from '../../../../offchain/local/stack/accounts.ts'
import { FINE } from '../../../../offchain/protocol/pool/constants.ts'
import type { Behaviour } from './playRun.ts'
import type { StackCall } from './startRequestStack.ts'

const ROUTER_ABI = parseAbi([
  'struct ExactInputSingleParams { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
  'function exactInputSingle(ExactInputSingleParams params) payable returns (uint256 amountOut)',
])
const POOL_FEE = 3_000
const WHOLE_BTC = 100_000_000n
/** A million dollars, in base units. */
const MILLION = 1_000_000_000_000n
/** In base units of payment. */
const SMALL_HEAL = 200_000_000_000n
/** Times in a hundred. */
const HEALS = 50n
const MOVES_AFTER_FILL = 40n
const MOVES_ANYHOW = 10n

/** The swap of a direct heal, paid by the reserve's own account instead of the treasury: the same trace in the market. */
const smallHeal = (from: Address): StackCall => {
  const swap = {
    ...{ tokenIn: MAINNET.usdc, tokenOut: MAINNET.wbtc, fee: POOL_FEE, recipient: LOCAL_ACCOUNTS.reserve.address },
    ...{ amountIn: SMALL_HEAL, amountOutMinimum: 0n, sqrtPriceLimitX96: 0n },
  }
  const data = encodeFunctionData({ abi: ROUTER_ABI, functionName: 'exactInputSingle', args: [swap] })
  return { from, to: MAINNET.swapRouter02, data }
}

const roundDown = (amount: bigint, unit: bigint): bigint => amount - (amount % unit)

/**
 * Behaviour that the leak budget calls public: some of what a request left open is healed directly and in small, and makers
 * bring new collateral, or take payment out, more often after they sold than otherwise.
 */
export const publicFlows: Behaviour = ({ makers, reserve, pool }, { afterwards }, { isReal, trades, remainder }) => {
  const happens = (percent: bigint): boolean => afterwards.below(100n) < percent
  const heals = isReal && remainder > 0n && happens(HEALS) ? [smallHeal(reserve.account.address)] : []
  const moves = makers.flatMap(({ slot, account }): StackCall[] => {
    const own = trades.filter((trade) => trade.slot === slot)
    const sold = own.reduce((total, { amount }) => total + amount, 0n)
    const earned = own.reduce((total, { owed }) => total + owed, 0n) / FINE
    if (!happens(sold > 0n ? MOVES_AFTER_FILL : MOVES_ANYHOW)) return []
    const isTopUp = happens(50n)
    const amount = isTopUp
      ? roundDown(sold, WHOLE_BTC) || WHOLE_BTC * (1n + afterwards.below(50n))
      : roundDown(earned, MILLION) || MILLION
    const data = isTopUp ? encodeDeposit({ asset: 'collateral', amount }) : encodeWithdraw({ asset: 'payment', amount })
    return [{ from: account.address, to: pool, data }]
  })
  return [...heals, ...moves]
}

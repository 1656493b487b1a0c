import { type Address, encodeFunctionData, maxUint256, parseAbi } from 'viem'
import { MAINNET, WBTC_USDC_POOL_FEE } from '../../chain/mainnet.ts'
import { FIXTURE } from './fixture.ts'
import { impersonate } from './impersonate.ts'
import type { LocalClient } from './localClient.ts'
import { sqrtPriceX96 } from './poolPrice.ts'

const ABI = parseAbi([
  'function approve(address spender, uint256 amount) returns (bool)',
  'function slot0() view returns (uint160 sqrtPriceX96, int24 tick, uint16, uint16, uint16, uint8, bool)',
  'function createAndInitializePoolIfNecessary(address token0, address token1, uint24 fee, uint160 sqrtPriceX96) returns (address)',
  'struct MintParams { address token0; address token1; uint24 fee; int24 tickLower; int24 tickUpper; uint256 amount0Desired; uint256 amount1Desired; uint256 amount0Min; uint256 amount1Min; address recipient; uint256 deadline; }',
  'function mint(MintParams params) returns (uint256, uint128, uint256, uint256)',
])

// Positions of the 0.3 % tier start and end at multiples of this.
const TICK_SPACING = 60

const { wbtc: token0, usdc: token1, positionManager, wbtcUsdcPool } = MAINNET
const pair = { token0, token1, fee: WBTC_USDC_POOL_FEE }

const alignedTick = (tick: number) => Math.round(tick / TICK_SPACING) * TICK_SPACING

/** Opens the WBTC/USDC pool at the price the feeds imply and provides its liquidity. */
export const installPool = async (client: LocalClient): Promise<void> =>
  impersonate(client, FIXTURE.liquidityProvider, async (send) => {
    const approve = encodeFunctionData({ abi: ABI, functionName: 'approve', args: [positionManager, maxUint256] })
    for (const token of [token0, token1] satisfies Address[]) await send({ to: token, data: approve })
    await send({
      to: positionManager,
      data: encodeFunctionData({
        abi: ABI,
        functionName: 'createAndInitializePoolIfNecessary',
        args: [token0, token1, pair.fee, sqrtPriceX96(FIXTURE)],
      }),
    })
    const [, tick] = await client.readContract({ address: wbtcUsdcPool, abi: ABI, functionName: 'slot0' })
    const position = {
      ...pair,
      tickLower: alignedTick(tick - FIXTURE.poolRangeTicks),
      tickUpper: alignedTick(tick + FIXTURE.poolRangeTicks),
      amount0Desired: FIXTURE.poolWbtc,
      // More than needed: WBTC is what limits the position.
      amount1Desired: FIXTURE.liquidityProviderUsdc,
      amount0Min: 0n,
      amount1Min: 0n,
      recipient: FIXTURE.liquidityProvider,
      deadline: maxUint256,
    }
    await send({
      to: positionManager,
      data: encodeFunctionData({ abi: ABI, functionName: 'mint', args: [position] }),
    })
  })

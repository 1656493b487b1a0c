// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice Where a Uniswap v3 pool's price stands.
/// @custom:source Uniswap v3-core 1.0.1, IUniswapV3PoolState; read 2026-11.
interface IUniswapV3Pool {
    function slot0()
        external
        view
        returns (
            uint160 sqrtPriceX96,
            int24 tick,
            uint16 observationIndex,
            uint16 observationCardinality,
            uint16 observationCardinalityNext,
            uint8 feeProtocol,
            bool unlocked
        );
}

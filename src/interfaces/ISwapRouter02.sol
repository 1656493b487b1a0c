// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title ISwapRouter02
/// @notice The one function of Uniswap's SwapRouter02 that is used here.
/// @custom:source Uniswap swap-router-contracts 1.3.1, IV3SwapRouter; read 2026-11.
interface ISwapRouter02 {
    struct ExactInputSingleParams {
        address tokenIn;
        address tokenOut;
        /// Pool fee in hundredths of a basis point.
        uint24 fee;
        address recipient;
        /// Base units of `tokenIn`.
        uint256 amountIn;
        /// Base units of `tokenOut`; the swap reverts below it.
        uint256 amountOutMinimum;
        /// Zero: no limit but `amountOutMinimum`.
        uint160 sqrtPriceLimitX96;
    }

    /// @notice Swaps exactly `amountIn` in one pool.
    /// @return amountOut Base units of `tokenOut` sent to `recipient`.
    function exactInputSingle(ExactInputSingleParams calldata params) external payable returns (uint256 amountOut);
}

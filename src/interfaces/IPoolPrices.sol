// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PriceRounds} from "../types/Settlement.sol";

/// @title IPoolPrices
/// @notice Prices collateral in payment tokens at the first instant after another that has a price of its own.
interface IPoolPrices {
    error BoundInvalid(string name, uint256 value);
    /// @dev The round is from the future, or came more than {heartbeat} after the close.
    error PricedTooLate(uint256 pricedAt, uint256 closedAt, uint256 heartbeat);

    /// @notice min(WBTC/BTC, 1) x BTC/USD / USDC/USD, in the pool's price unit, rounded down.
    /// @dev The instant is that of the first BTC/USD round updated after `closedAt`; the other two answers are those in
    /// force then. Reverts unless `rounds` are exactly these, each answer is fresh at that instant and within its bounds.
    /// @param closedAt Unix seconds.
    /// @return price Above zero and below 2**56.
    function priceAfter(uint256 closedAt, PriceRounds calldata rounds) external view returns (uint256 price);

    /// @notice Seconds within which BTC/USD has another round.
    function heartbeat() external view returns (uint256);
}

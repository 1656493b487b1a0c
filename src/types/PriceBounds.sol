// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice Which answers of the three feeds are believed.
struct PriceBounds {
    /// Least and greatest believable BTC/USD answer, in the feed's decimals.
    uint96 minBtcUsd;
    uint96 maxBtcUsd;
    /// How far WBTC/BTC and USDC/USD may stand from one, in either direction.
    uint16 maxDepegBps;
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BPS} from "../types/RecoveryLimits.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title ReservePrice
/// @notice How much collateral an amount of payment tokens should buy: min(WBTC/BTC, 1) x BTC/USD / USDC/USD.
/// @dev offchain/protocol/reservePrice.ts computes the same; test/vectors/reservePrice.json holds both to it.
library ReservePrice {
    /// @notice Positive answers of the three feeds and the units they come in.
    struct Prices {
        uint256 btcUsd;
        uint256 wbtcBtc;
        uint256 usdcUsd;
        /// 10 ** decimals of the BTC/USD feed; likewise below.
        uint256 btcUsdUnit;
        uint256 wbtcBtcUnit;
        uint256 usdcUsdUnit;
        uint256 collateralUnit;
        uint256 paymentUnit;
    }

    /// @notice Fair amount of collateral, in base units, for `spend` base units of payment tokens. Rounded down.
    /// @dev A WBTC premium over BTC is ignored: it would lower what a heal must deliver.
    /// @dev Dividing by `btcUsd` last keeps every factor below 2**256 for `spend` below 2**112, decimals up to 18 and
    /// prices near one, and rounds as one division would: floor(floor(x / a) / b) = floor(x / (a * b)).
    function collateralFor(uint256 spend, Prices memory prices) internal pure returns (uint256) {
        uint256 wbtcBtc = Math.min(prices.wbtcBtc, prices.wbtcBtcUnit);
        return Math.mulDiv(
            spend * prices.usdcUsd,
            prices.btcUsdUnit * prices.wbtcBtcUnit * prices.collateralUnit,
            prices.usdcUsdUnit * prices.paymentUnit * wbtcBtc
        ) / prices.btcUsd;
    }

    /// @notice Least acceptable collateral for `spend`: the fair amount less `maxSlippageBps`. Rounded up, in favour of
    /// the reserve.
    function minimumOut(uint256 spend, Prices memory prices, uint256 maxSlippageBps) internal pure returns (uint256) {
        return Math.mulDiv(collateralFor(spend, prices), BPS - maxSlippageBps, BPS, Math.Rounding.Ceil);
    }
}

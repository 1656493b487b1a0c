// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PRICE_BITS} from "../types/PoolUnits.sol";
import {ReservePrice} from "./ReservePrice.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title PoolPrice
/// @notice What one coin of collateral costs in the dark pool: min(WBTC/BTC, 1) x BTC/USD / USDC/USD.
/// @dev offchain/protocol/pool/poolPrice.ts computes the same; test/vectors/poolPrice.json holds both to it.
library PoolPrice {
    /// @dev 10**14 fine units of payment over 10**4 basis points: size * price * (BPS + premium) is in fine units.
    uint256 private constant FINE_PER_BPS = 1e10;

    /// @dev Zero, or too large for the circuit.
    error PriceUnrepresentable(uint256 price, uint256 maximum);

    /// @notice The price in pool units; above zero and below 2**56.
    /// @dev Rounded down, once: in favour of the requester, who pays, by less than 10**-10 payment units, plus premium,
    /// for each unit of collateral. A WBTC premium over BTC is ignored, in its favour too.
    /// @dev Every factor is below 2**256 for decimals up to 18, BTC/USD below 2**96 and USDC/USD near one.
    /// @param prices With the pool's own units of collateral and payment.
    function perCoin(ReservePrice.Prices memory prices) internal pure returns (uint256 price) {
        price = Math.mulDiv(
            Math.min(prices.wbtcBtc, prices.wbtcBtcUnit) * prices.btcUsd,
            FINE_PER_BPS * prices.paymentUnit * prices.usdcUsdUnit,
            prices.wbtcBtcUnit * prices.btcUsdUnit * prices.collateralUnit * prices.usdcUsd
        );
        require(price != 0 && price >> PRICE_BITS == 0, PriceUnrepresentable(price, 2 ** PRICE_BITS - 1));
    }
}

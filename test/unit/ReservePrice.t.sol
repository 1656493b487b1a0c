// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReservePrice} from "src/libraries/ReservePrice.sol";
import {Suite} from "test/Suite.sol";

// collateralFor, minimumOut
// ├── against plain arithmetic, eight decimals                → equal
// ├── for every accepted size, price and decimals             → never overflows, rounds down; minimumOut rounds up
// ├── when a price moves                                      → moves the other way, or not at all
// └── when WBTC is at a premium                               → ignores it
contract ReservePriceTest is Suite {
    uint256 private constant BPS = 10_000;

    function test_equalsPlainArithmetic(uint112 spend, uint256 seed, uint16 slippageBps) public pure {
        ReservePrice.Prices memory prices = _mainnetPrices(seed);
        slippageBps = uint16(bound(slippageBps, 0, BPS));

        // 8 + 8 + 8 decimals up, 8 + 6 down.
        uint256 wbtcBtc = prices.wbtcBtc < 1e8 ? prices.wbtcBtc : 1e8;
        uint256 fair = uint256(spend) * prices.usdcUsd * 1e10 / (prices.btcUsd * wbtcBtc);
        uint256 exact = fair * (BPS - slippageBps);

        assertEq(ReservePrice.collateralFor(spend, prices), fair);
        assertEq(ReservePrice.minimumOut(spend, prices, slippageBps), exact % BPS == 0 ? exact / BPS : exact / BPS + 1);
    }

    /// @dev By multiplication in 512 bits: fair <= exact fraction < fair + 1, without a single division.
    function test_roundsDown_forAllAcceptedInputs(uint112 spend, uint256 seed) public pure {
        ReservePrice.Prices memory prices = _anyPrices(seed);

        uint256 fair = ReservePrice.collateralFor(spend, prices);

        (uint256 high, uint256 low) =
            Math.mul512(spend * prices.usdcUsd, prices.btcUsdUnit * prices.wbtcBtcUnit * prices.collateralUnit);
        (uint256 costHigh, uint256 costLow) = _cost(fair, prices);
        assertFalse(_isGreater(costHigh, costLow, high, low), "rounded up");
        (costHigh, costLow) = _cost(fair + 1, prices);
        assertTrue(_isGreater(costHigh, costLow, high, low), "a whole unit short");
    }

    function test_roundsUp_whenSlippageIsTakenOff(uint112 spend, uint256 seed, uint16 slippageBps) public pure {
        ReservePrice.Prices memory prices = _anyPrices(seed);
        slippageBps = uint16(bound(slippageBps, 0, BPS - 1));
        uint256 fair = ReservePrice.collateralFor(spend, prices);

        uint256 least = ReservePrice.minimumOut(spend, prices, slippageBps);

        (uint256 high, uint256 low) = Math.mul512(fair, BPS - slippageBps);
        (uint256 leastHigh, uint256 leastLow) = Math.mul512(least, BPS);
        assertFalse(_isGreater(high, low, leastHigh, leastLow), "rounded down");
        if (least == 0) return;
        (leastHigh, leastLow) = Math.mul512(least - 1, BPS);
        assertTrue(_isGreater(high, low, leastHigh, leastLow), "a whole unit too much");
    }

    function test_movesWithThePrices(uint112 spend, uint256 seed, uint256 step) public pure {
        ReservePrice.Prices memory prices = _mainnetPrices(seed);
        step = bound(step, 1, 1e8);
        uint256 fair = ReservePrice.collateralFor(spend, prices);

        prices.btcUsd += step;
        assertLe(ReservePrice.collateralFor(spend, prices), fair, "dearer bitcoin buys more");
        prices.btcUsd -= step;
        prices.wbtcBtc += step;
        assertLe(ReservePrice.collateralFor(spend, prices), fair, "dearer WBTC buys more");
        prices.wbtcBtc -= step;
        prices.usdcUsd += step;
        assertGe(ReservePrice.collateralFor(spend, prices), fair, "dearer USDC buys less");
    }

    function test_ignoresPremiumOfWbtc(uint112 spend, uint256 seed, uint256 premium) public pure {
        ReservePrice.Prices memory prices = _anyPrices(seed);
        prices.wbtcBtc = prices.wbtcBtcUnit;
        uint256 atPar = ReservePrice.collateralFor(spend, prices);

        prices.wbtcBtc += bound(premium, 0, type(uint128).max);

        assertEq(ReservePrice.collateralFor(spend, prices), atPar);
    }

    function _mainnetPrices(uint256 seed) private pure returns (ReservePrice.Prices memory) {
        return ReservePrice.Prices({
            btcUsd: _draw(seed, "btcUsd", 1_000e8, 10_000_000e8),
            wbtcBtc: _draw(seed, "wbtcBtc", 0.5e8, 1.5e8),
            usdcUsd: _draw(seed, "usdcUsd", 0.5e8, 1.5e8),
            btcUsdUnit: 1e8,
            wbtcBtcUnit: 1e8,
            usdcUsdUnit: 1e8,
            collateralUnit: 1e8,
            paymentUnit: 1e6
        });
    }

    /// @dev Everything that {ReservePriceFeeds} can let through: up to 18 decimals, a band of just under 100 %.
    function _anyPrices(uint256 seed) private pure returns (ReservePrice.Prices memory prices) {
        prices.btcUsdUnit = 10 ** _draw(seed, "btcUsdDecimals", 0, 18);
        prices.wbtcBtcUnit = 10 ** _draw(seed, "wbtcBtcDecimals", 0, 18);
        prices.usdcUsdUnit = 10 ** _draw(seed, "usdcUsdDecimals", 0, 18);
        prices.collateralUnit = 10 ** _draw(seed, "collateralDecimals", 0, 18);
        prices.paymentUnit = 10 ** _draw(seed, "paymentDecimals", 0, 18);
        prices.btcUsd = _draw(seed, "btcUsd", 1, type(uint96).max);
        prices.wbtcBtc = _draw(seed, "wbtcBtc", Math.max(1, prices.wbtcBtcUnit / BPS), 2 * prices.wbtcBtcUnit);
        prices.usdcUsd = _draw(seed, "usdcUsd", Math.max(1, prices.usdcUsdUnit / BPS), 2 * prices.usdcUsdUnit);
    }

    function _draw(uint256 seed, string memory label, uint256 min, uint256 max) private pure returns (uint256) {
        return bound(uint256(keccak256(abi.encode(seed, label))), min, max);
    }

    /// @dev `fair` times everything that {ReservePrice} divides by.
    function _cost(uint256 fair, ReservePrice.Prices memory prices) private pure returns (uint256 high, uint256 low) {
        uint256 wbtcBtc = Math.min(prices.wbtcBtc, prices.wbtcBtcUnit);
        (high, low) = Math.mul512(fair, prices.usdcUsdUnit * prices.paymentUnit * wbtcBtc);
        uint256 carry;
        high *= prices.btcUsd;
        (carry, low) = Math.mul512(low, prices.btcUsd);
        high += carry;
    }

    function _isGreater(uint256 high, uint256 low, uint256 otherHigh, uint256 otherLow) private pure returns (bool) {
        return high > otherHigh || (high == otherHigh && low > otherLow);
    }
}

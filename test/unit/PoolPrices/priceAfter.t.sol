// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PoolPricesBase} from "./PoolPricesBase.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {PoolPrices} from "src/darkpool/PoolPrices.sol";
import {FeedAnswer} from "src/libraries/FeedAnswer.sol";
import {PoolPrice} from "src/libraries/PoolPrice.sol";
import {PriceBounds} from "src/types/PriceBounds.sol";

// priceAfter, once the rounds are right
// ├── when an answer is zero or negative          → reverts FeedAnswerInvalid
// ├── when BTC/USD is out of its bounds           → reverts PriceOutOfBounds; exactly at them it counts
// ├── when a peg is out of its band               → reverts PriceOutOfBounds, the band rounded inwards
// ├── when the price is zero or has over 56 bits  → reverts PriceUnrepresentable
// └── otherwise                                   → min(WBTC/BTC, 1) x BTC/USD / USDC/USD in the pool's unit, rounded down
contract PoolPrices_PriceAfter_Test is PoolPricesBase {
    using SafeCast for uint256;

    function test_prices() public view {
        assertEq(prices.priceAfter(CLOSED_AT, _rounds()), 99_000e8);
    }

    function test_reverts_whenAnswerIsNotPositive(uint256 which, int256 answer) public {
        which %= 3;
        answer = bound(answer, type(int256).min, 0);
        _answer(which, answer);

        vm.expectRevert(abi.encodeWithSelector(FeedAnswer.FeedAnswerInvalid.selector, proxies[which], answer));
        prices.priceAfter(CLOSED_AT, _rounds());
    }

    function test_reverts_whenBtcUsdIsOutOfBounds(uint256 answer, bool isAbove) public {
        answer = isAbove ? bound(answer, MAX_BTC_USD + 1, uint256(type(int256).max)) : bound(answer, 1, MIN_BTC_USD - 1);
        _answer(0, answer.toInt256());

        _expectOutOfBounds(0, answer, MIN_BTC_USD, MAX_BTC_USD);
    }

    function test_prices_exactlyAtTheBoundsOfBtcUsd() public {
        _answer(1, 1e8);
        _answer(0, int256(uint256(MIN_BTC_USD)));
        assertEq(prices.priceAfter(CLOSED_AT, _rounds()), MIN_BTC_USD);
        _answer(0, int256(uint256(MAX_BTC_USD)));
        assertEq(prices.priceAfter(CLOSED_AT, _rounds()), MAX_BTC_USD);
    }

    /// @dev An answer is in the band exactly if it differs from one by at most `maxDepegBps`.
    function test_keepsTheBand_whenPegMoves(uint256 which, uint16 bandBps, uint256 answer) public {
        which = 1 + which % 2;
        bandBps = uint16(bound(bandBps, 0, 9_999));
        uint256 below = 1e8 * uint256(bandBps) / 10_000;
        answer = answer % 2 == 0 ? bound(answer, 1, 3e8) : bound(answer, 1e8 - below - 1, 1e8 + below + 1);
        vm.assume(answer != 0);
        _answer(which, answer.toInt256());
        prices = _deploy(PriceBounds(MIN_BTC_USD, MAX_BTC_USD, bandBps), 8, 6);

        uint256 distance = answer < 1e8 ? 1e8 - answer : answer - 1e8;
        if (which == 2) _answer(1, 1e8);
        if (distance <= below) {
            if (which == 1 && bandBps == 0) assertEq(answer, 1e8);
            assertGt(prices.priceAfter(CLOSED_AT, _rounds()), 0);
        } else {
            _expectOutOfBounds(which, answer, 1e8 - below, 1e8 + below);
        }
    }

    function test_reverts_whenPriceIsUnrepresentable(uint96 btcUsd) public {
        prices = _deploy(PriceBounds(1, type(uint96).max, MAX_DEPEG_BPS), 8, 6);
        _answer(1, 1e8);
        btcUsd = uint96(bound(btcUsd, 2 ** 56, type(uint96).max));
        _answer(0, uint256(btcUsd).toInt256());
        _expectUnrepresentable(btcUsd);

        _answer(0, 1);
        _answer(2, 1e8 + 1);
        _expectUnrepresentable(0);
    }

    function test_prices_whateverTheTokensDecimals(uint8 collateralDecimals, uint8 paymentDecimals) public {
        // The pool keeps amounts to eight and six decimals; the price is per coin.
        prices = _deploy(_bounds(), collateralDecimals, paymentDecimals);
        uint256 exponent =
            10 - (collateralDecimals < 8 ? collateralDecimals : 8) + (paymentDecimals < 6 ? paymentDecimals : 6);
        uint256 price = 99_000 * 10 ** exponent;

        if (price >= 2 ** 56) _expectUnrepresentable(price);
        else assertEq(prices.priceAfter(CLOSED_AT, _rounds()), price);
    }

    /// @dev The floor of the exact quotient: one more would be above it.
    function test_roundsDownOnce(uint256 btcUsd, uint256 wbtcBtc, uint256 usdcUsd) public {
        btcUsd = bound(btcUsd, MIN_BTC_USD, MAX_BTC_USD);
        wbtcBtc = bound(wbtcBtc, 0.98e8, 1.02e8);
        usdcUsd = bound(usdcUsd, 0.98e8, 1.02e8);
        _answer(0, btcUsd.toInt256());
        _answer(1, wbtcBtc.toInt256());
        _answer(2, usdcUsd.toInt256());

        uint256 price = prices.priceAfter(CLOSED_AT, _rounds());

        uint256 numerator = (wbtcBtc < 1e8 ? wbtcBtc : 1e8) * btcUsd;
        assertLe(price * usdcUsd, numerator);
        assertGt((price + 1) * usdcUsd, numerator);
    }

    function test_ignoresWhatCameLater(int256 answer, uint32 later) public {
        for (uint256 i = 0; i < 3; ++i) {
            feeds[i].set(answer, PRICED_AT + 1 + later % 100);
        }

        assertEq(prices.priceAfter(CLOSED_AT, _rounds()), 99_000e8);
    }

    /// @dev Puts another answer into the round that prices.
    function _answer(uint256 which, int256 answer) private {
        feeds[which].rewrite(which == 0 ? 2 : 1, answer, which == 0 ? PRICED_AT : PEGGED_AT);
    }

    function _expectOutOfBounds(uint256 which, uint256 answer, uint256 minimum, uint256 maximum) private {
        vm.expectRevert(
            abi.encodeWithSelector(FeedAnswer.PriceOutOfBounds.selector, proxies[which], answer, minimum, maximum)
        );
        prices.priceAfter(CLOSED_AT, _rounds());
    }

    function _expectUnrepresentable(uint256 price) private {
        vm.expectRevert(abi.encodeWithSelector(PoolPrice.PriceUnrepresentable.selector, price, 2 ** 56 - 1));
        prices.priceAfter(CLOSED_AT, _rounds());
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {FeedAnswer} from "src/libraries/FeedAnswer.sol";

// minimumOut, through Chainlink's real proxies
// ├── when a feed is stale                → reverts FeedStale, and so do heal and healFallback
// ├── when a peg is out of its band       → reverts PriceOutOfBounds, and so do heal and healFallback
// ├── when a proxy moves to an aggregator whose answers have other decimals → reverts PriceOutOfBounds
// └── otherwise                           → follows min(WBTC/BTC, 1) x BTC/USD / USDC/USD less the slippage
contract RecoveryTreasury_MinimumOut_Test is TreasuryBase {
    using SafeCast for uint256;
    using SafeCast for int256;

    function test_reverts_whenBtcUsdIsStale(uint256 age, uint256 spend, uint256 seed) public {
        Order memory order = _readyToHeal(spend, seed);
        uint256 updatedAt = block.timestamp - bound(age, BTC_USD_MAX_AGE + 1, block.timestamp - 1);
        btcUsd.set(BTC_PRICE, updatedAt);

        _expectNoPrice(
            order,
            abi.encodeWithSelector(FeedAnswer.FeedStale.selector, BTC_USD, updatedAt, block.timestamp, BTC_USD_MAX_AGE)
        );
    }

    function test_reverts_whenWbtcIsOffItsPeg(uint256 depeg, bool above, uint256 spend, uint256 seed) public {
        Order memory order = _readyToHeal(spend, seed);
        depeg = bound(depeg, 0.02e8 + 1, 0.99e8);
        uint256 answer = above ? 1e8 + depeg : 1e8 - depeg;
        wbtcBtc.set(answer.toInt256(), block.timestamp);

        _expectNoPrice(
            order, abi.encodeWithSelector(FeedAnswer.PriceOutOfBounds.selector, WBTC_BTC, answer, 0.98e8, 1.02e8)
        );
    }

    function test_reverts_whenAnswersGainDecimals(uint256 digits, uint256 spend, uint256 seed) public {
        Order memory order = _readyToHeal(spend, seed);
        uint256 answer = BTC_PRICE.toUint256() * 10 ** bound(digits, 2, 10);
        btcUsd.set(answer.toInt256(), block.timestamp);

        _expectNoPrice(
            order, abi.encodeWithSelector(FeedAnswer.PriceOutOfBounds.selector, BTC_USD, answer, 10_000e8, 1_000_000e8)
        );
    }

    function test_followsTheFeeds_whenFresh(uint112 spend, uint256 btc, uint256 wbtc, uint256 usdc) public {
        btc = bound(btc, 10_000e8, 1_000_000e8);
        wbtc = bound(wbtc, 0.98e8, 1.02e8);
        usdc = bound(usdc, 0.98e8, 1.02e8);
        _setFeeds(btc.toInt256(), wbtc.toInt256(), usdc.toInt256());

        uint256 fair = uint256(spend) * usdc * 1e10 / (btc * (wbtc < 1e8 ? wbtc : 1e8));
        assertEq(treasury.minimumOut(spend), (fair * (10_000 - 250) + 9_999) / 10_000);
    }

    /// @dev For agent and fallback alike.
    function _readyToHeal(uint256 spend, uint256 seed) private returns (Order memory) {
        _attest(0, false, seed);
        _pass(_limits().fallbackDelay);
        return _attest(_boundAffordable(spend), false, seed);
    }

    function _expectNoPrice(Order memory order, bytes memory reason) private {
        vm.expectRevert(reason);
        treasury.minimumOut(order.spend);
        vm.expectRevert(reason);
        _heal(order, type(uint256).max);
        vm.expectRevert(reason);
        treasury.healFallback();
    }
}

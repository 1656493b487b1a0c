// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MockAggregator} from "../mocks/MockAggregator.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {FeedAnswer} from "src/libraries/FeedAnswer.sol";
import {ReservePrice} from "src/libraries/ReservePrice.sol";
import {ReservePriceFeeds} from "src/recovery/ReservePriceFeeds.sol";
import {PriceFeed, PriceFeeds, RecoveryLimits} from "src/types/RecoveryLimits.sol";
import {Suite} from "test/Suite.sol";

contract ReservePriceFeedsHarness is ReservePriceFeeds {
    constructor(PriceFeeds memory feeds, uint8 collateralDecimals, uint8 paymentDecimals)
        ReservePriceFeeds(feeds, collateralDecimals, paymentDecimals)
    {}

    function readPrices(RecoveryLimits memory limits) external view returns (ReservePrice.Prices memory) {
        return _readPrices(limits);
    }
}

// _readPrices, for each of the three feeds
// ├── when the answer is zero or negative        → reverts FeedAnswerInvalid
// ├── when the answer is older than its maxAge   → reverts FeedStale
// ├── when the round has no time                 → reverts FeedStale
// ├── when the answer is from the future         → reverts FeedStale
// ├── when BTC/USD is out of its bounds          → reverts PriceOutOfBounds
// ├── when a peg is out of its band              → reverts PriceOutOfBounds, the band rounded inwards
// └── otherwise                                  → the answers, and 10 ** decimals of feeds and tokens
contract ReservePriceFeedsTest is Suite {
    using SafeCast for uint256;

    uint256 private constant NOW = 1_790_000_000;
    uint32 private constant MAX_AGE = 1 hours;
    uint8 private constant COLLATERAL_DECIMALS = 8;
    uint8 private constant PAYMENT_DECIMALS = 6;

    MockAggregator[3] private _feeds;
    ReservePriceFeedsHarness private _harness;

    function setUp() public {
        vm.warp(NOW);
        _deploy([8, 8, 8], MAX_AGE);
    }

    function test_reverts_whenAnswerIsNotPositive(uint256 which, int256 answer) public {
        MockAggregator feed = _pick(which);
        answer = bound(answer, type(int256).min, 0);
        feed.set(answer, NOW);

        vm.expectRevert(abi.encodeWithSelector(FeedAnswer.FeedAnswerInvalid.selector, address(feed), answer));
        _harness.readPrices(_limits());
    }

    function test_reverts_whenAnswerIsStale(uint256 which, uint256 age) public {
        _expectStale(_pick(which), NOW - bound(age, MAX_AGE + 1, NOW - 1), MAX_AGE);
    }

    function test_reverts_whenAnswerIsFromTheFuture(uint256 which, uint256 updatedAt) public {
        _expectStale(_pick(which), bound(updatedAt, NOW + 1, type(uint256).max), MAX_AGE);
    }

    /// @dev However patient: the clock itself is younger than 2**32 seconds.
    function test_reverts_whenRoundHasNoTime(uint256 which, uint32 maxAge) public {
        _deploy([8, 8, 8], maxAge);

        _expectStale(_pick(which), 0, maxAge);
    }

    function test_answers_whenExactlyAtMaxAge(uint256 which, uint32 maxAge) public {
        maxAge = uint32(bound(maxAge, 0, NOW - 1));
        _deploy([8, 8, 8], maxAge);
        uint256 index = which % 3;
        _feeds[index].set(index == 0 ? int256(100_000e8) : int256(1e8), NOW - maxAge);

        _harness.readPrices(_limits());
    }

    function test_reverts_whenBtcUsdIsOutOfBounds(uint256 answer, uint96 minimum, uint96 maximum) public {
        RecoveryLimits memory limits = _limits();
        limits.minBtcUsd = uint96(bound(minimum, 2, type(uint96).max - 1));
        limits.maxBtcUsd = uint96(bound(maximum, limits.minBtcUsd, type(uint96).max - 1));
        answer = answer % 2 == 0
            ? bound(answer, 1, limits.minBtcUsd - 1)
            : bound(answer, uint256(limits.maxBtcUsd) + 1, uint256(type(int256).max));
        _feeds[0].set(answer.toInt256(), NOW);

        _expectOutOfBounds(_feeds[0], answer, limits.minBtcUsd, limits.maxBtcUsd, limits);
    }

    function test_answers_exactlyAtTheBoundsOfBtcUsd(uint96 minimum, uint96 maximum) public {
        RecoveryLimits memory limits = _limits();
        limits.minBtcUsd = uint96(bound(minimum, 1, type(uint96).max));
        limits.maxBtcUsd = uint96(bound(maximum, limits.minBtcUsd, type(uint96).max));

        _feeds[0].set(int256(uint256(limits.minBtcUsd)), NOW);
        assertEq(_harness.readPrices(limits).btcUsd, limits.minBtcUsd);
        _feeds[0].set(int256(uint256(limits.maxBtcUsd)), NOW);
        assertEq(_harness.readPrices(limits).btcUsd, limits.maxBtcUsd);
    }

    /// @dev An answer is in the band exactly if it differs from one by at most `maxDepegBps`, whatever the decimals.
    function test_keepsTheBand_whenPegMoves(uint256 which, uint8 decimals, uint16 bandBps, uint256 answer) public {
        decimals = uint8(bound(decimals, 0, 18));
        _deploy([decimals, decimals, decimals], MAX_AGE);
        MockAggregator feed = _feeds[1 + which % 2];
        uint256 one = 10 ** decimals;
        answer = bound(answer, 1, 3 * one);
        feed.set(answer.toInt256(), NOW);
        RecoveryLimits memory limits = _limits();
        (limits.minBtcUsd, limits.maxBtcUsd) = (1, type(uint96).max);
        limits.maxDepegBps = uint16(bound(bandBps, 0, 9_999));

        uint256 distance = answer < one ? one - answer : answer - one;
        if (distance * 10_000 <= one * limits.maxDepegBps) {
            ReservePrice.Prices memory prices = _harness.readPrices(limits);
            assertEq(which % 2 == 0 ? prices.wbtcBtc : prices.usdcUsd, answer);
        } else {
            uint256 below = one * limits.maxDepegBps / 10_000;
            _expectOutOfBounds(feed, answer, one - below, one + below, limits);
        }
    }

    function test_answersWithUnits_whenFresh(uint8[3] memory decimals, uint256 btcUsd) public {
        for (uint256 i = 0; i < 3; ++i) {
            decimals[i] = uint8(bound(decimals[i], 0, 18));
        }
        _deploy(decimals, MAX_AGE);
        btcUsd = bound(btcUsd, 1, type(uint96).max);
        _feeds[0].set(btcUsd.toInt256(), NOW);
        RecoveryLimits memory limits = _limits();
        (limits.minBtcUsd, limits.maxBtcUsd) = (1, type(uint96).max);

        ReservePrice.Prices memory prices = _harness.readPrices(limits);

        assertEq(prices.btcUsd, btcUsd);
        assertEq(prices.wbtcBtc, 10 ** decimals[1]);
        assertEq(prices.usdcUsd, 10 ** decimals[2]);
        assertEq(prices.btcUsdUnit, 10 ** decimals[0]);
        assertEq(prices.wbtcBtcUnit, 10 ** decimals[1]);
        assertEq(prices.usdcUsdUnit, 10 ** decimals[2]);
        assertEq(prices.collateralUnit, 1e8);
        assertEq(prices.paymentUnit, 1e6);
    }

    function _pick(uint256 which) private view returns (MockAggregator) {
        return _feeds[which % 3];
    }

    /// @dev BTC/USD, WBTC/BTC, USDC/USD, each with a fresh answer within the default limits.
    function _deploy(uint8[3] memory decimals, uint32 maxAge) private {
        for (uint256 i = 0; i < 3; ++i) {
            _feeds[i] = new MockAggregator(decimals[i]);
            _feeds[i].set(int256((i == 0 ? 100_000 : 1) * 10 ** decimals[i]), NOW);
        }
        PriceFeeds memory feeds = PriceFeeds({
            btcUsd: PriceFeed(address(_feeds[0]), maxAge),
            wbtcBtc: PriceFeed(address(_feeds[1]), maxAge),
            usdcUsd: PriceFeed(address(_feeds[2]), maxAge)
        });
        _harness = new ReservePriceFeedsHarness(feeds, COLLATERAL_DECIMALS, PAYMENT_DECIMALS);
    }

    function _limits() private pure returns (RecoveryLimits memory limits) {
        (limits.minBtcUsd, limits.maxBtcUsd, limits.maxDepegBps) = (10_000e8, 1_000_000e8, 200);
    }

    function _expectStale(MockAggregator feed, uint256 updatedAt, uint256 maxAge) private {
        feed.set(1e8, updatedAt);

        vm.expectRevert(abi.encodeWithSelector(FeedAnswer.FeedStale.selector, address(feed), updatedAt, NOW, maxAge));
        _harness.readPrices(_limits());
    }

    function _expectOutOfBounds(
        MockAggregator feed,
        uint256 answer,
        uint256 minimum,
        uint256 maximum,
        RecoveryLimits memory limits
    ) private {
        vm.expectRevert(
            abi.encodeWithSelector(FeedAnswer.PriceOutOfBounds.selector, address(feed), answer, minimum, maximum)
        );
        _harness.readPrices(limits);
    }
}

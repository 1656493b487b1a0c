// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {IPoolPrices} from "../interfaces/IPoolPrices.sol";
import {FeedAnswer} from "../libraries/FeedAnswer.sol";
import {FeedRounds} from "../libraries/FeedRounds.sol";
import {PoolPrice} from "../libraries/PoolPrice.sol";
import {ReservePrice} from "../libraries/ReservePrice.sol";
import {MAX_COLLATERAL_DECIMALS, MAX_PAYMENT_DECIMALS} from "../types/PoolUnits.sol";
import {PriceBounds} from "../types/PriceBounds.sol";
import {BPS, PriceFeed, PriceFeeds} from "../types/RecoveryLimits.sol";
import {PriceRounds} from "../types/Settlement.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title PoolPrices
/// @notice Prices the dark pool's settlements from three Chainlink feeds, each at a round that the close's time decides.
///
/// FAILS CLOSED
/// @dev Where a feed cannot show which round is the right one, there is no price, and the request expires. So it is if
/// BTC/USD has no round for a heartbeat after the close, if the right round is the first of its aggregator, and if a peg
/// feed changes its aggregator after the instant that is priced.
///
/// TRUST
/// @dev Chainlink: while a close waits to be settled, a change of the aggregator behind BTC/USD can replace the right round
/// by the new aggregator's. Nobody else can; bounds, feeds and ages never change, for there is no owner.
///
/// NOT DONE HERE
/// @dev Decimals are read once: should a feed's owner ever confirm an aggregator with others, its answers fall out of their
/// bounds. Layer two would need a check that its sequencer is up; there is none.
contract PoolPrices is IPoolPrices {
    address public immutable btcUsdFeed;
    address public immutable wbtcBtcFeed;
    address public immutable usdcUsdFeed;

    /// @inheritdoc IPoolPrices
    uint256 public immutable heartbeat;

    uint256 public immutable minBtcUsd;
    uint256 public immutable maxBtcUsd;
    uint256 public immutable maxDepegBps;

    uint256 private immutable _wbtcBtcMaxAge;
    uint256 private immutable _usdcUsdMaxAge;
    uint256 private immutable _btcUsdUnit;
    uint256 private immutable _wbtcBtcUnit;
    uint256 private immutable _usdcUsdUnit;
    uint256 private immutable _collateralUnit;
    uint256 private immutable _paymentUnit;

    constructor(PriceFeeds memory feeds, PriceBounds memory bounds, IERC20Metadata collateral, IERC20Metadata payment) {
        require(bounds.minBtcUsd != 0, BoundInvalid("minBtcUsd", bounds.minBtcUsd));
        require(bounds.minBtcUsd <= bounds.maxBtcUsd, BoundInvalid("maxBtcUsd", bounds.maxBtcUsd));
        require(bounds.maxDepegBps < BPS, BoundInvalid("maxDepegBps", bounds.maxDepegBps));
        (minBtcUsd, maxBtcUsd, maxDepegBps) = (bounds.minBtcUsd, bounds.maxBtcUsd, bounds.maxDepegBps);

        (btcUsdFeed, heartbeat, _btcUsdUnit) = _feed(feeds.btcUsd);
        (wbtcBtcFeed, _wbtcBtcMaxAge, _wbtcBtcUnit) = _feed(feeds.wbtcBtc);
        (usdcUsdFeed, _usdcUsdMaxAge, _usdcUsdUnit) = _feed(feeds.usdcUsd);
        _collateralUnit = 10 ** Math.min(collateral.decimals(), MAX_COLLATERAL_DECIMALS);
        _paymentUnit = 10 ** Math.min(payment.decimals(), MAX_PAYMENT_DECIMALS);
    }

    /// @inheritdoc IPoolPrices
    function priceAfter(uint256 closedAt, PriceRounds calldata rounds) external view returns (uint256) {
        (int256 btcUsd, uint256 pricedAt) = FeedRounds.firstAfter(btcUsdFeed, rounds.btcUsd, closedAt);
        require(
            pricedAt <= block.timestamp && pricedAt - closedAt <= heartbeat,
            PricedTooLate(pricedAt, closedAt, heartbeat)
        );
        return PoolPrice.perCoin(
            ReservePrice.Prices({
                btcUsd: FeedAnswer.within(btcUsdFeed, btcUsd, minBtcUsd, maxBtcUsd),
                wbtcBtc: _peg(wbtcBtcFeed, _wbtcBtcMaxAge, _wbtcBtcUnit, rounds.wbtcBtc, pricedAt),
                usdcUsd: _peg(usdcUsdFeed, _usdcUsdMaxAge, _usdcUsdUnit, rounds.usdcUsd, pricedAt),
                btcUsdUnit: _btcUsdUnit,
                wbtcBtcUnit: _wbtcBtcUnit,
                usdcUsdUnit: _usdcUsdUnit,
                collateralUnit: _collateralUnit,
                paymentUnit: _paymentUnit
            })
        );
    }

    /// @dev The answer in force at `at`, which must be near one.
    function _peg(address feed, uint256 maxAge, uint256 one, uint80 roundId, uint256 at)
        private
        view
        returns (uint256)
    {
        (int256 answer, uint256 updatedAt) = FeedRounds.inForceAt(feed, roundId, at);
        FeedAnswer.requireFresh(feed, updatedAt, at, maxAge);
        return FeedAnswer.nearOne(feed, answer, one, maxDepegBps);
    }

    function _feed(PriceFeed memory feed) private view returns (address, uint256, uint256) {
        return (feed.aggregator, feed.maxAge, FeedAnswer.unitOf(IAggregatorV3(feed.aggregator).decimals()));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {FeedAnswer} from "../libraries/FeedAnswer.sol";
import {ReservePrice} from "../libraries/ReservePrice.sol";
import {PriceFeed, PriceFeeds, RecoveryLimits} from "../types/RecoveryLimits.sol";

/// @title ReservePriceFeeds
/// @notice Reads the three Chainlink feeds that price the collateral, and believes none without a check.
/// @dev A feed is refused when its answer is not positive, too old, from the future or outside its bounds. Decimals
/// are read once: should a feed's owner ever confirm an aggregator with others, its answers fall out of their bounds.
/// @dev Layer two would need a check that its sequencer is up; there is none.
abstract contract ReservePriceFeeds {
    address public immutable btcUsdFeed;
    address public immutable wbtcBtcFeed;
    address public immutable usdcUsdFeed;

    uint256 private immutable _btcUsdMaxAge;
    uint256 private immutable _wbtcBtcMaxAge;
    uint256 private immutable _usdcUsdMaxAge;
    uint256 private immutable _btcUsdUnit;
    uint256 private immutable _wbtcBtcUnit;
    uint256 private immutable _usdcUsdUnit;
    uint256 private immutable _collateralUnit;
    uint256 private immutable _paymentUnit;

    constructor(PriceFeeds memory feeds, uint8 collateralDecimals, uint8 paymentDecimals) {
        (btcUsdFeed, _btcUsdMaxAge, _btcUsdUnit) = _feed(feeds.btcUsd);
        (wbtcBtcFeed, _wbtcBtcMaxAge, _wbtcBtcUnit) = _feed(feeds.wbtcBtc);
        (usdcUsdFeed, _usdcUsdMaxAge, _usdcUsdUnit) = _feed(feeds.usdcUsd);
        _collateralUnit = FeedAnswer.unitOf(collateralDecimals);
        _paymentUnit = FeedAnswer.unitOf(paymentDecimals);
    }

    /// @dev The prices now; reverts unless every feed is fresh and within the bounds that `limits` set.
    function _readPrices(RecoveryLimits memory limits) internal view returns (ReservePrice.Prices memory) {
        uint256 depeg = limits.maxDepegBps;
        int256 btcUsd = _readFresh(btcUsdFeed, _btcUsdMaxAge);
        int256 wbtcBtc = _readFresh(wbtcBtcFeed, _wbtcBtcMaxAge);
        int256 usdcUsd = _readFresh(usdcUsdFeed, _usdcUsdMaxAge);
        return ReservePrice.Prices({
            btcUsd: FeedAnswer.within(btcUsdFeed, btcUsd, limits.minBtcUsd, limits.maxBtcUsd),
            wbtcBtc: FeedAnswer.nearOne(wbtcBtcFeed, wbtcBtc, _wbtcBtcUnit, depeg),
            usdcUsd: FeedAnswer.nearOne(usdcUsdFeed, usdcUsd, _usdcUsdUnit, depeg),
            btcUsdUnit: _btcUsdUnit,
            wbtcBtcUnit: _wbtcBtcUnit,
            usdcUsdUnit: _usdcUsdUnit,
            collateralUnit: _collateralUnit,
            paymentUnit: _paymentUnit
        });
    }

    function _readFresh(address feed, uint256 maxAge) private view returns (int256 answer) {
        uint256 updatedAt;
        (, answer,, updatedAt,) = IAggregatorV3(feed).latestRoundData();
        FeedAnswer.requireFresh(feed, updatedAt, block.timestamp, maxAge);
    }

    function _feed(PriceFeed memory feed) private view returns (address, uint256, uint256) {
        return (feed.aggregator, feed.maxAge, FeedAnswer.unitOf(IAggregatorV3(feed.aggregator).decimals()));
    }
}

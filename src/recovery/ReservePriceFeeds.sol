// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {ReservePrice} from "../libraries/ReservePrice.sol";
import {BPS, PriceFeed, PriceFeeds, RecoveryLimits} from "../types/RecoveryLimits.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title ReservePriceFeeds
/// @notice Reads the three Chainlink feeds that price the collateral, and believes none without a check.
/// @dev A feed is refused when its answer is not positive, too old, from the future or outside its bounds. Decimals
/// are read once: should a feed's owner ever confirm an aggregator with others, its answers fall out of their bounds.
/// @dev Layer two would need a check that its sequencer is up; there is none.
abstract contract ReservePriceFeeds {
    /// @dev Keeps every product in {ReservePrice} below 2**256.
    uint256 private constant MAX_DECIMALS = 18;

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

    error FeedAnswerInvalid(address feed, int256 answer);
    error FeedStale(address feed, uint256 updatedAt, uint256 nowAt, uint256 maxAge);
    error PriceOutOfBounds(address feed, uint256 answer, uint256 minimum, uint256 maximum);
    error DecimalsTooMany(uint256 given, uint256 maximum);

    constructor(PriceFeeds memory feeds, uint8 collateralDecimals, uint8 paymentDecimals) {
        (btcUsdFeed, _btcUsdMaxAge, _btcUsdUnit) = _feed(feeds.btcUsd);
        (wbtcBtcFeed, _wbtcBtcMaxAge, _wbtcBtcUnit) = _feed(feeds.wbtcBtc);
        (usdcUsdFeed, _usdcUsdMaxAge, _usdcUsdUnit) = _feed(feeds.usdcUsd);
        _collateralUnit = _unit(collateralDecimals);
        _paymentUnit = _unit(paymentDecimals);
    }

    /// @dev The prices now; reverts unless every feed is fresh and within the bounds that `limits` set.
    function _readPrices(RecoveryLimits memory limits) internal view returns (ReservePrice.Prices memory) {
        uint256 depeg = limits.maxDepegBps;
        return ReservePrice.Prices({
            btcUsd: _read(btcUsdFeed, _btcUsdMaxAge, limits.minBtcUsd, limits.maxBtcUsd),
            wbtcBtc: _readNearOne(wbtcBtcFeed, _wbtcBtcMaxAge, _wbtcBtcUnit, depeg),
            usdcUsd: _readNearOne(usdcUsdFeed, _usdcUsdMaxAge, _usdcUsdUnit, depeg),
            btcUsdUnit: _btcUsdUnit,
            wbtcBtcUnit: _wbtcBtcUnit,
            usdcUsdUnit: _usdcUsdUnit,
            collateralUnit: _collateralUnit,
            paymentUnit: _paymentUnit
        });
    }

    /// @dev The band is rounded inwards.
    function _readNearOne(address feed, uint256 maxAge, uint256 one, uint256 bandBps) private view returns (uint256) {
        return _read(feed, maxAge, Math.ceilDiv(one * (BPS - bandBps), BPS), one * (BPS + bandBps) / BPS);
    }

    function _read(address feed, uint256 maxAge, uint256 minimum, uint256 maximum) private view returns (uint256) {
        (, int256 answer,, uint256 updatedAt,) = IAggregatorV3(feed).latestRoundData();
        require(answer > 0, FeedAnswerInvalid(feed, answer));
        require(
            updatedAt != 0 && updatedAt <= block.timestamp && block.timestamp - updatedAt <= maxAge,
            FeedStale(feed, updatedAt, block.timestamp, maxAge)
        );
        // Positive, checked above.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint256 price = uint256(answer);
        require(price >= minimum && price <= maximum, PriceOutOfBounds(feed, price, minimum, maximum));
        return price;
    }

    function _feed(PriceFeed memory feed) private view returns (address, uint256, uint256) {
        return (feed.aggregator, feed.maxAge, _unit(IAggregatorV3(feed.aggregator).decimals()));
    }

    function _unit(uint8 decimals) private pure returns (uint256) {
        require(decimals <= MAX_DECIMALS, DecimalsTooMany(decimals, MAX_DECIMALS));
        return 10 ** decimals;
    }
}

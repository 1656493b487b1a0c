// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MintableERC20} from "../../mocks/MintableERC20.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {PoolPricesBase} from "./PoolPricesBase.sol";
import {PoolPrices} from "src/darkpool/PoolPrices.sol";
import {IPoolPrices} from "src/interfaces/IPoolPrices.sol";
import {FeedAnswer} from "src/libraries/FeedAnswer.sol";
import {PriceBounds} from "src/types/PriceBounds.sol";

// constructor
// ├── when minBtcUsd is zero, or above maxBtcUsd → reverts BoundInvalid
// ├── when maxDepegBps is 100 % or more          → reverts BoundInvalid
// ├── when a feed has more than 18 decimals      → reverts DecimalsTooMany
// └── otherwise                                  → keeps feeds, bounds and heartbeat
contract PoolPrices_Constructor_Test is PoolPricesBase {
    function test_reverts_whenMinimumIsZero(uint96 maximum) public {
        _expectInvalid(PriceBounds(0, maximum, MAX_DEPEG_BPS), "minBtcUsd", 0);
    }

    function test_reverts_whenMaximumIsBelowMinimum(uint96 minimum, uint96 maximum) public {
        minimum = uint96(bound(minimum, 1, type(uint96).max));
        maximum = uint96(bound(maximum, 0, minimum - 1));
        _expectInvalid(PriceBounds(minimum, maximum, MAX_DEPEG_BPS), "maxBtcUsd", maximum);
    }

    function test_reverts_whenBandIsEverything(uint16 bandBps) public {
        bandBps = uint16(bound(bandBps, 10_000, type(uint16).max));
        _expectInvalid(PriceBounds(MIN_BTC_USD, MAX_BTC_USD, bandBps), "maxDepegBps", bandBps);
    }

    function test_reverts_whenFeedHasTooManyDecimals(uint256 which, uint8 decimals) public {
        decimals = uint8(bound(decimals, 19, type(uint8).max));
        proxies[which % 3] = address(new MockAggregator(decimals));
        (MintableERC20 collateral, MintableERC20 payment) = (_token(8), _token(6));

        vm.expectRevert(abi.encodeWithSelector(FeedAnswer.DecimalsTooMany.selector, decimals, 18));
        new PoolPrices(_feeds(), _bounds(), collateral, payment);
    }

    function test_keepsWhatItIsGiven(uint96 minimum, uint96 maximum, uint16 bandBps) public {
        minimum = uint96(bound(minimum, 1, type(uint96).max));
        maximum = uint96(bound(maximum, minimum, type(uint96).max));
        bandBps = uint16(bound(bandBps, 0, 9_999));

        PoolPrices deployed = new PoolPrices(_feeds(), PriceBounds(minimum, maximum, bandBps), _token(8), _token(6));

        assertEq(deployed.btcUsdFeed(), proxies[0]);
        assertEq(deployed.wbtcBtcFeed(), proxies[1]);
        assertEq(deployed.usdcUsdFeed(), proxies[2]);
        assertEq(deployed.heartbeat(), BTC_USD_MAX_AGE);
        assertEq(deployed.minBtcUsd(), minimum);
        assertEq(deployed.maxBtcUsd(), maximum);
        assertEq(deployed.maxDepegBps(), bandBps);
    }

    function _expectInvalid(PriceBounds memory bounds, string memory name, uint256 value) private {
        (MintableERC20 collateral, MintableERC20 payment) = (_token(8), _token(6));

        vm.expectRevert(abi.encodeWithSelector(IPoolPrices.BoundInvalid.selector, name, value));
        new PoolPrices(_feeds(), bounds, collateral, payment);
    }
}

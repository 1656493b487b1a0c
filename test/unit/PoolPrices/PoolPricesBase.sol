// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MintableERC20} from "../../mocks/MintableERC20.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {PoolPrices} from "src/darkpool/PoolPrices.sol";
import {PriceBounds} from "src/types/PriceBounds.sol";
import {PriceFeed, PriceFeeds} from "src/types/RecoveryLimits.sol";
import {PriceRounds} from "src/types/Settlement.sol";
import {Suite} from "test/Suite.sol";

interface IProxy {
    function proposeAggregator(address aggregator) external;
    function confirmAggregator(address aggregator) external;
}

/// @notice Three of Chainlink's real EACAggregatorProxy, each in its second phase before a mock aggregator, and a price
/// contract over them. A close, and by default the rounds that price it: BTC/USD two minutes after, the pegs one before.
abstract contract PoolPricesBase is Suite {
    uint256 internal constant CLOSED_AT = 1_790_000_000;
    uint256 internal constant PRICED_AT = CLOSED_AT + 120;
    uint256 internal constant PEGGED_AT = CLOSED_AT - 60;
    uint256 internal constant NOW = CLOSED_AT + 10 minutes;
    uint32 internal constant BTC_USD_MAX_AGE = 1 hours;
    uint32 internal constant PEG_MAX_AGE = 1 days;
    uint96 internal constant MIN_BTC_USD = 10_000e8;
    uint96 internal constant MAX_BTC_USD = 1_000_000e8;
    uint16 internal constant MAX_DEPEG_BPS = 200;
    uint80 internal constant PHASE = 2;

    /// @dev BTC/USD, WBTC/BTC, USDC/USD: the proxies, and the aggregators behind them.
    address[3] internal proxies;
    MockAggregator[3] internal feeds;
    PoolPrices internal prices;

    function setUp() public virtual {
        vm.warp(NOW);
        string memory artifact = vm.readFile("node_modules/@chainlink/contracts-v0/abi/v0.6/EACAggregatorProxy.json");
        bytes memory initCode = vm.parseJsonBytes(artifact, ".compilerOutput.evm.bytecode.object");
        for (uint256 i = 0; i < 3; ++i) {
            proxies[i] = _create(abi.encodePacked(initCode, abi.encode(new MockAggregator(8), address(0))));
            feeds[i] = _nextPhase(i);
        }
        feeds[0].set(99_000e8, CLOSED_AT - 1);
        feeds[0].set(100_000e8, PRICED_AT);
        feeds[1].set(0.99e8, PEGGED_AT);
        feeds[2].set(1e8, PEGGED_AT);
        prices = _deploy(_bounds(), 8, 6);
    }

    function _create(bytes memory initCode) private returns (address created) {
        assembly ("memory-safe") {
            created := create(0, add(initCode, 32), mload(initCode))
        }
    }

    /// @dev Puts a new aggregator without rounds behind a proxy.
    function _nextPhase(uint256 which) internal returns (MockAggregator aggregator) {
        aggregator = new MockAggregator(8);
        IProxy(proxies[which]).proposeAggregator(address(aggregator));
        IProxy(proxies[which]).confirmAggregator(address(aggregator));
    }

    function _deploy(PriceBounds memory bounds, uint8 collateralDecimals, uint8 paymentDecimals)
        internal
        returns (PoolPrices)
    {
        return new PoolPrices(_feeds(), bounds, _token(collateralDecimals), _token(paymentDecimals));
    }

    function _token(uint8 decimals) internal returns (MintableERC20) {
        return new MintableERC20(decimals);
    }

    function _feeds() internal view returns (PriceFeeds memory) {
        return PriceFeeds({
            btcUsd: PriceFeed(proxies[0], BTC_USD_MAX_AGE),
            wbtcBtc: PriceFeed(proxies[1], PEG_MAX_AGE),
            usdcUsd: PriceFeed(proxies[2], PEG_MAX_AGE)
        });
    }

    function _bounds() internal pure returns (PriceBounds memory) {
        return PriceBounds({minBtcUsd: MIN_BTC_USD, maxBtcUsd: MAX_BTC_USD, maxDepegBps: MAX_DEPEG_BPS});
    }

    /// @dev A round of the phase that the proxies start in.
    function _id(uint80 number) internal pure returns (uint80) {
        return PHASE << 64 | number;
    }

    function _rounds() internal pure returns (PriceRounds memory) {
        return PriceRounds({btcUsd: _id(2), wbtcBtc: _id(1), usdcUsd: _id(1)});
    }

    /// @dev With another id for one of the three.
    function _rounds(uint256 which, uint80 id) internal pure returns (PriceRounds memory rounds) {
        rounds = _rounds();
        if (which == 0) rounds.btcUsd = id;
        else if (which == 1) rounds.wbtcBtc = id;
        else rounds.usdcUsd = id;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {OwnedAggregator} from "../../mocks/OwnedAggregator.sol";
import {IProxy, PoolPricesBase} from "./PoolPricesBase.sol";
import {IPoolPrices} from "src/interfaces/IPoolPrices.sol";
import {FeedRounds} from "src/libraries/FeedRounds.sol";

// priceAfter, the BTC/USD round
// ├── when it is not a round of the current phase, or none yet        → reverts RoundNotCurrent
// ├── when it is the first of its phase                               → reverts RoundUnprovable
// ├── when it or the one before was never answered                    → reverts RoundEmpty, or as the aggregator does
// ├── when it was updated before the close, or in its second          → reverts RoundNotFirst
// ├── when the one before was updated after the close                 → reverts RoundNotFirst
// ├── when it came more than a heartbeat after the close              → reverts PricedTooLate
// ├── when it is from the future                                      → reverts PricedTooLate
// └── otherwise, also if the one before was updated in the close's
//     second                                                          → it alone of all rounds prices
contract PoolPrices_BtcUsdRound_Test is PoolPricesBase {
    function test_reverts_whenRoundIsNotOfThePhase(uint80 id) public {
        vm.assume(id >> 64 != PHASE);

        _expectNotCurrent(id, _id(2));
    }

    /// @dev The old aggregator goes on beside the new one: its round may fit the close as well, and must not count.
    function test_reverts_whenRoundIsOfTheReplacedAggregator() public {
        assertEq(prices.priceAfter(CLOSED_AT, _rounds()), 99_000e8);
        MockAggregator next = _nextPhase(0);
        next.set(98_000e8, CLOSED_AT - 5);
        next.set(101_000e8, CLOSED_AT + 5);

        _expectNotCurrent(_id(2), 3 << 64 | 2);
        assertEq(prices.priceAfter(CLOSED_AT, _rounds(0, 3 << 64 | 2)), 99_990e8);
    }

    /// @dev The same number with another phase, or with a bit above what an aggregator looks at.
    function test_reverts_whenIdIsAnAlias(uint8 bit) public {
        uint80 id = _id(2) ^ uint80(1) << uint80(bound(bit, 2, 79));

        _expectNotCurrent(id, _id(2));
    }

    function test_reverts_whenRoundIsNotYet(uint64 number) public {
        number = uint64(bound(number, 3, type(uint64).max));

        _expectNotCurrent(_id(number), _id(2));
    }

    /// @dev Whatever an aggregator says of its round zero.
    function test_reverts_whenRoundIsFirstOfItsPhase(uint16 before) public {
        MockAggregator next = _nextPhase(0);
        next.set(100_000e8, CLOSED_AT + 1);
        next.rewrite(0, 1, CLOSED_AT - 1 - before);

        vm.expectRevert(abi.encodeWithSelector(FeedRounds.RoundUnprovable.selector, proxies[0], 3 << 64 | 1));
        prices.priceAfter(CLOSED_AT, _rounds(0, 3 << 64 | 1));
    }

    /// @dev Of an aggregator that answers with zeros; the zero is no time before the close.
    function test_reverts_whenRoundBeforeIsEmpty() public {
        feeds[0].rewrite(1, 0, 0);

        _expectEmpty(_id(1), _id(2));
    }

    function test_reverts_whenRoundIsEmpty() public {
        feeds[0].rewrite(2, 0, 0);
        feeds[0].set(100_000e8, PRICED_AT);

        _expectEmpty(_id(2), _id(2));
    }

    function test_reverts_whenLatestRoundIsEmpty() public {
        feeds[0].rewrite(2, 0, 0);

        _expectEmpty(_id(2), _id(2));
    }

    function test_reverts_whenPhaseHasNoRound() public {
        _nextPhase(0);

        vm.expectRevert(abi.encodeWithSelector(FeedRounds.RoundUnprovable.selector, proxies[0], 3 << 64));
        prices.priceAfter(CLOSED_AT, _rounds(0, 3 << 64));
    }

    function test_reverts_whenAggregatorRevertsForRound() public {
        OwnedAggregator next = new OwnedAggregator(address(this), "BTC / USD");
        IProxy(proxies[0]).proposeAggregator(address(next));
        IProxy(proxies[0]).confirmAggregator(address(next));

        vm.expectRevert(abi.encodeWithSelector(OwnedAggregator.NoSuchRound.selector, 0, 0));
        prices.priceAfter(CLOSED_AT, _rounds(0, 3 << 64 | 1));
    }

    function test_reverts_whenRoundIsFromBeforeTheClose(uint32 before) public {
        before = uint32(bound(before, 1, 1 days));
        feeds[0].rewrite(1, 1, CLOSED_AT - before);
        feeds[0].rewrite(2, 1, CLOSED_AT - 1);

        _expectNotFirst(_id(2), CLOSED_AT - before, CLOSED_AT - 1);
    }

    /// @dev It may have been there before the close: whoever closed would have known the price.
    function test_reverts_whenRoundIsOfTheSecondOfTheClose(uint32 before) public {
        before = uint32(bound(before, 0, 1 days));
        feeds[0].rewrite(1, 1, CLOSED_AT - before);
        feeds[0].rewrite(2, 100_000e8, CLOSED_AT);

        _expectNotFirst(_id(2), CLOSED_AT - before, CLOSED_AT);
    }

    /// @dev Of a round in the second of the close and the one after it, the later prices, in whichever order close and round were.
    function test_prices_whenRoundBeforeIsOfTheSecondOfTheClose(uint32 later) public {
        later = uint32(bound(later, 1, 5 minutes));
        feeds[0].rewrite(1, 1, CLOSED_AT);
        feeds[0].rewrite(2, 100_000e8, CLOSED_AT + later);

        assertEq(prices.priceAfter(CLOSED_AT, _rounds()), 99_000e8);
    }

    /// @dev The first of them, whatever the second says.
    function test_reverts_whenRoundIsSecondInTheFirstSecondAfterTheClose() public {
        feeds[0].rewrite(2, 100_000e8, CLOSED_AT + 1);
        feeds[0].set(101_000e8, CLOSED_AT + 1);

        _expectNotFirst(_id(3), CLOSED_AT + 1, CLOSED_AT + 1);
        assertEq(prices.priceAfter(CLOSED_AT, _rounds()), 99_000e8);
    }

    function test_reverts_whenRoundBeforeIsAfterTheClose(uint32 then, uint32 later) public {
        then = uint32(bound(then, 1, 5 minutes));
        later = uint32(bound(later, then, 5 minutes));
        feeds[0].rewrite(1, 100_000e8, CLOSED_AT + then);
        feeds[0].rewrite(2, 100_000e8, CLOSED_AT + later);

        _expectNotFirst(_id(2), CLOSED_AT + then, CLOSED_AT + later);
    }

    function test_reverts_whenRoundIsLate(uint32 late) public {
        late = uint32(bound(late, uint256(BTC_USD_MAX_AGE) + 1, 1 days));
        vm.warp(CLOSED_AT + 1 days);
        feeds[0].rewrite(2, 100_000e8, CLOSED_AT + late);

        _expectTooLate(CLOSED_AT + late);
    }

    function test_reverts_whenRoundIsFromTheFuture(uint256 updatedAt) public {
        updatedAt = bound(updatedAt, NOW + 1, type(uint256).max);
        feeds[0].rewrite(2, 100_000e8, updatedAt);

        _expectTooLate(updatedAt);
    }

    function test_prices_exactlyOneSecondAndOneHeartbeatAfterTheClose() public {
        feeds[0].rewrite(2, 100_000e8, CLOSED_AT + 1);
        assertEq(prices.priceAfter(CLOSED_AT, _rounds()), 99_000e8);

        vm.warp(CLOSED_AT + BTC_USD_MAX_AGE);
        feeds[0].rewrite(2, 100_000e8, CLOSED_AT + BTC_USD_MAX_AGE);
        assertEq(prices.priceAfter(CLOSED_AT, _rounds()), 99_000e8);
    }

    /// @dev Of any history, exactly one round prices if there is one after the close with one that is not; else none.
    function test_acceptsOneRoundOnly(uint16[8] memory gaps, uint256 closedAt) public {
        MockAggregator next = _nextPhase(0);
        uint256 at = CLOSED_AT;
        uint256 expected;
        closedAt = bound(closedAt, CLOSED_AT, CLOSED_AT + 300);
        for (uint80 number = 1; number <= gaps.length; ++number) {
            at += gaps[number - 1] % 60;
            if (expected == 0 && at > closedAt) expected = number;
            next.set(100_000e8, at);
        }

        for (uint80 number = 1; number <= gaps.length; ++number) {
            try prices.priceAfter(closedAt, _rounds(0, 3 << 64 | number)) returns (uint256 price) {
                assertEq(price, 99_000e8);
                assertEq(number, expected);
            } catch {
                assertTrue(number != expected || number == 1);
            }
        }
    }

    function _expectNotCurrent(uint80 id, uint80 latest) private {
        vm.expectRevert(abi.encodeWithSelector(FeedRounds.RoundNotCurrent.selector, proxies[0], id, latest));
        prices.priceAfter(CLOSED_AT, _rounds(0, id));
    }

    function _expectEmpty(uint80 empty, uint80 id) private {
        vm.expectRevert(abi.encodeWithSelector(FeedRounds.RoundEmpty.selector, proxies[0], empty));
        prices.priceAfter(CLOSED_AT, _rounds(0, id));
    }

    function _expectNotFirst(uint80 id, uint256 previousAt, uint256 updatedAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(FeedRounds.RoundNotFirst.selector, proxies[0], id, previousAt, updatedAt, CLOSED_AT)
        );
        prices.priceAfter(CLOSED_AT, _rounds(0, id));
    }

    function _expectTooLate(uint256 pricedAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(IPoolPrices.PricedTooLate.selector, pricedAt, CLOSED_AT, BTC_USD_MAX_AGE)
        );
        prices.priceAfter(CLOSED_AT, _rounds());
    }
}

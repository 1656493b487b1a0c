// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {PoolPricesBase} from "./PoolPricesBase.sol";
import {FeedAnswer} from "src/libraries/FeedAnswer.sol";
import {FeedRounds} from "src/libraries/FeedRounds.sol";

// priceAfter, the rounds of WBTC/BTC and USDC/USD
// ├── when it is not a round of the current phase, or none yet                → reverts RoundNotCurrent
// ├── when it was never answered                                              → reverts RoundEmpty
// ├── when it was updated after the instant that is priced                    → reverts RoundNotInForce
// ├── when the next one was updated at that instant or before                 → reverts RoundNotInForce
// ├── when the next one was never answered, though later ones were            → reverts RoundEmpty
// ├── when it was older than its maxAge at that instant                       → reverts FeedStale
// └── otherwise, the latest round or not, the first of its phase or not       → it alone of all rounds counts
contract PoolPrices_PegRound_Test is PoolPricesBase {
    function test_reverts_whenRoundIsNotOfThePhase(uint256 which, uint80 id) public {
        vm.assume(id >> 64 != PHASE);

        _expectNotCurrent(_pick(which), id, _id(1));
    }

    function test_reverts_whenRoundIsOfTheReplacedAggregator(uint256 which) public {
        which = _pick(which);
        MockAggregator next = _nextPhase(which);
        next.set(1e8, PEGGED_AT);

        _expectNotCurrent(which, _id(1), 3 << 64 | 1);
        prices.priceAfter(CLOSED_AT, _rounds(which, 3 << 64 | 1));
    }

    function test_reverts_whenRoundIsNotYet(uint256 which, uint64 number) public {
        number = uint64(bound(number, 2, type(uint64).max));

        _expectNotCurrent(_pick(which), _id(number), _id(1));
    }

    function test_reverts_whenRoundIsEmpty(uint256 which) public {
        which = _pick(which);
        _expectEmpty(which, _id(0), _id(0));
        feeds[which].rewrite(1, 0, 0);
        _expectEmpty(which, _id(1), _id(1));
    }

    function test_reverts_whenRoundIsLater(uint256 which, uint256 updatedAt) public {
        which = _pick(which);
        updatedAt = bound(updatedAt, PRICED_AT + 1, type(uint256).max);
        feeds[which].set(1e8, updatedAt);

        _expectNotInForce(which, 2, updatedAt, type(uint256).max);
    }

    function test_reverts_whenNextRoundWasInForce(uint256 which, uint256 nextAt) public {
        which = _pick(which);
        nextAt = bound(nextAt, PEGGED_AT, PRICED_AT);
        feeds[which].set(1e8, nextAt);

        _expectNotInForce(which, 1, PEGGED_AT, nextAt);
    }

    /// @dev Of an aggregator that answers with zeros: what is missing might have been the round in force.
    function test_reverts_whenNextRoundIsMissing(uint256 which) public {
        which = _pick(which);
        feeds[which].set(0, 0);
        feeds[which].set(1e8, PRICED_AT + 1);

        _expectEmpty(which, _id(2), _id(1));
    }

    function test_reverts_whenRoundIsStale(uint256 which, uint256 updatedAt) public {
        which = _pick(which);
        updatedAt = bound(updatedAt, 1, PRICED_AT - PEG_MAX_AGE - 1);
        feeds[which].rewrite(1, 1e8, updatedAt);

        vm.expectRevert(
            abi.encodeWithSelector(FeedAnswer.FeedStale.selector, proxies[which], updatedAt, PRICED_AT, PEG_MAX_AGE)
        );
        prices.priceAfter(CLOSED_AT, _rounds());
    }

    /// @dev Its age counts at the instant that is priced, not now.
    function test_prices_exactlyAtMaxAgeAndAtTheInstant(uint256 which, uint32 later) public {
        which = _pick(which);
        vm.warp(NOW + later);
        feeds[which].rewrite(1, 1e8, PRICED_AT - PEG_MAX_AGE);
        prices.priceAfter(CLOSED_AT, _rounds());

        feeds[which].rewrite(1, 1e8, PRICED_AT);
        prices.priceAfter(CLOSED_AT, _rounds());
    }

    function test_acceptsOneRoundOnly(uint256 which, uint16[8] memory gaps) public {
        which = _pick(which);
        MockAggregator next = _nextPhase(which);
        uint256 at = CLOSED_AT - 100;
        uint256 expected;
        for (uint80 number = 1; number <= gaps.length; ++number) {
            at += gaps[number - 1] % 60;
            if (at <= PRICED_AT) expected = number;
            next.set(1e8, at);
        }

        for (uint80 number = 1; number <= gaps.length; ++number) {
            try prices.priceAfter(CLOSED_AT, _rounds(which, 3 << 64 | number)) {
                assertEq(number, expected);
            } catch {
                assertTrue(number != expected);
            }
        }
    }

    function _pick(uint256 which) private pure returns (uint256) {
        return 1 + which % 2;
    }

    function _expectNotCurrent(uint256 which, uint80 id, uint80 latest) private {
        vm.expectRevert(abi.encodeWithSelector(FeedRounds.RoundNotCurrent.selector, proxies[which], id, latest));
        prices.priceAfter(CLOSED_AT, _rounds(which, id));
    }

    function _expectEmpty(uint256 which, uint80 empty, uint80 id) private {
        vm.expectRevert(abi.encodeWithSelector(FeedRounds.RoundEmpty.selector, proxies[which], empty));
        prices.priceAfter(CLOSED_AT, _rounds(which, id));
    }

    function _expectNotInForce(uint256 which, uint80 number, uint256 updatedAt, uint256 nextAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                FeedRounds.RoundNotInForce.selector, proxies[which], _id(number), updatedAt, nextAt, PRICED_AT
            )
        );
        prices.priceAfter(CLOSED_AT, _rounds(which, _id(number)));
    }
}

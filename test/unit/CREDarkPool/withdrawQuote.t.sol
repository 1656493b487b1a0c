// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {StandingQuote} from "src/types/Pool.sol";

// withdrawQuote
// ├── when the sender has no slot                     → reverts SlotNotRegistered
// ├── when the slot has no quote, on the book or to come → reverts QuoteNotFound
// ├── when no round is closed                         → off the book at once
// ├── when a round is closed                          → on the book until it ends; what waited does not come
// └── also when paused, frozen and dismissed; emits QuoteWithdrawn and no more
contract CREDarkPool_WithdrawQuote_Test is RoundsHarness {
    StandingQuote private none;

    function test_reverts_whenTheSenderHasNoSlot(address sender) external {
        for (uint256 i = 0; i <= KEYLESS; ++i) {
            vm.assume(sender != _account(i));
        }
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, sender));
        vm.prank(sender);
        pool.withdrawQuote();
    }

    function test_reverts_whenThereIsNoQuote(uint256 slot, uint256 other, uint256 seed, bool isClosed) external {
        slot = bound(slot, 0, KEYLESS);
        other = _boundKeyed(other);
        vm.assume(slot != other);
        _quote(other, seed);
        if (isClosed) _closeOne();
        _expectNotFound(slot);
    }

    function test_reverts_whenWithdrawnAlready(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _quote(slot, seed);
        _withdrawQuote(slot);
        _expectNotFound(slot);
    }

    /// @dev One that only waited is gone at once.
    function test_reverts_whenTheOneThatWaitedIsWithdrawn(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _closeOne();
        _quote(slot, seed);
        _withdrawQuote(slot);
        _expectNotFound(slot);
    }

    function test_takesItOffAtOnce_whenNoRoundIsClosed(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _quote(slot, seed);

        vm.expectEmit(address(pool));
        emit ICREDarkPool.QuoteWithdrawn(slot, false);
        _withdrawQuote(slot);
        _assertStanding(slot, none);
    }

    function test_leavesOtherSlotsAlone(uint256 slot, uint256 other, uint256 seed, bool isClosed) external {
        slot = _boundKeyed(slot);
        other = _boundKeyed(other);
        vm.assume(slot != other);
        _quote(slot, seed);
        StandingQuote memory standing = _quote(other, ~seed);
        if (isClosed) _closeOne();
        _withdrawQuote(slot);
        _assertStanding(other, standing);
        if (isClosed) _settle(_settlement());
        _assertStanding(other, standing);
    }

    function test_staysUntilTheRoundEnds_whenOneIsClosed(uint256 slot, uint256 seed, bool isSettled, bool isTwice)
        external
    {
        slot = _boundKeyed(slot);
        StandingQuote memory standing = _quote(slot, seed);
        _closeOne();

        vm.expectEmit(address(pool));
        emit ICREDarkPool.QuoteWithdrawn(slot, true);
        _withdrawQuote(slot);
        if (isTwice) _withdrawQuote(slot);
        _assertStanding(slot, standing);

        _end(isSettled);
        _assertStanding(slot, none);
    }

    function test_takesWhatWaitsToo(uint256 slot, uint256 seed, bool isQuoted, bool isSettled) external {
        slot = _boundKeyed(slot);
        if (isQuoted) _quote(slot, seed);
        _closeOne();
        _quote(slot, ~seed);
        _withdrawQuote(slot);
        _end(isSettled);
        _assertStanding(slot, none);
    }

    /// @dev A later quote comes all the same.
    function test_isForgotten_whenAQuoteFollows(uint256 slot, uint256 seed, bool isSettled) external {
        slot = _boundKeyed(slot);
        _quote(slot, seed);
        _closeOne();
        _withdrawQuote(slot);
        StandingQuote memory next = _quote(slot, ~seed);
        _end(isSettled);
        _assertStanding(slot, next);
    }

    /// @dev Nobody can be held to a quote.
    function test_withdraws_whenPausedFrozenOrDismissed(
        uint256 slot,
        uint256 seed,
        bool isPaused,
        bool isFrozen,
        bool isDismissed
    ) external {
        slot = _boundKeyed(slot);
        _quote(slot, seed);
        if (isFrozen) _freeze();
        if (isPaused) _pause();
        if (isDismissed) _dismiss(_account(slot));
        _withdrawQuote(slot);
        _assertStanding(slot, none);
    }

    function test_emitsNothingElse(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _quote(slot, seed);
        vm.recordLogs();
        _withdrawQuote(slot);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics[0], ICREDarkPool.QuoteWithdrawn.selector);
    }

    function _closeOne() private {
        _makeDue();
        _closeNow();
    }

    function _expectNotFound(uint256 slot) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.QuoteNotFound.selector, slot));
        _withdrawQuote(slot);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, RequestStatus, Round} from "src/types/Pool.sol";
import {Settlement} from "src/types/Settlement.sol";

// freeze
// ├── when nothing waits                                          → reverts QueueNotStale, however long
// ├── when the head of the queue has not waited for the delay     → reverts QueueNotStale
// ├── when it is frozen already                                   → reverts PoolFrozen
// └── otherwise, by anyone, also paused or in a closed round      → nothing is settled or taken in any more, a closed
//                                                                   round ends, the live request ends and its stake
//                                                                   returns; emits RoundExpired, Frozen, RequestEnded
contract CREDarkPool_Freeze_Test is CustodyHarness {
    function test_reverts_whenNothingWaits(uint256 seed, uint256 waited, bool isSettled) external {
        _activate(holder, seed);
        if (isSettled) {
            _withdraw(holder, Asset.PAYMENT, 1);
            _settleQueue(0);
        }
        skip(bound(waited, 0, 100 * EXIT_DELAY));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.QueueNotStale.selector, 0, type(uint256).max));
        pool.freeze();
    }

    /// @dev A key that waits is no money that waits.
    function test_reverts_whenOnlyAKeyWaits(uint256 seed) external {
        _register(holder, seed);
        skip(EXIT_DELAY);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.QueueNotStale.selector, 0, type(uint256).max));
        pool.freeze();
    }

    function test_reverts_whenTooEarly(uint256 seed, uint256 waited, bool isDeposit) external {
        _activate(holder, seed);
        _queue(isDeposit);
        uint256 queuedAt = block.timestamp;
        skip(bound(waited, 0, EXIT_DELAY - 1));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.QueueNotStale.selector, queuedAt, queuedAt + EXIT_DELAY));
        pool.freeze();
    }

    function test_reverts_exactlyBeforeTheDelayEnds(uint256 seed, bool isDeposit) external {
        _activate(holder, seed);
        _queue(isDeposit);
        uint256 queuedAt = block.timestamp;
        skip(EXIT_DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.QueueNotStale.selector, queuedAt, queuedAt + EXIT_DELAY));
        pool.freeze();
        skip(1);
        pool.freeze();
        assertTrue(pool.isFrozen());
    }

    /// @dev Of the entry that waits longest and still waits; those that were settled do not count.
    function test_countsFromTheHead(uint256 seed, uint256 later) external {
        later = bound(later, 1, EXIT_DELAY - IDLE_INTERVAL - 1);
        _activate(holder, seed);
        _withdraw(holder, Asset.PAYMENT, 1);
        skip(later);
        _closeIdle();
        _withdraw(holder, Asset.COLLATERAL, 1);
        uint256 queuedAt = block.timestamp;
        _settle(_settlement());
        skip(EXIT_DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.QueueNotStale.selector, queuedAt, queuedAt + EXIT_DELAY));
        pool.freeze();
        skip(1);
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Frozen(1, queuedAt);
        pool.freeze();
    }

    function test_reverts_whenFrozen(uint256 seed) external {
        _activate(holder, seed);
        _queue(false);
        _freeze();
        vm.expectRevert(ICREDarkPool.PoolFrozen.selector);
        pool.freeze();
    }

    function test_freezes_whenStale(
        address sender,
        uint256 seed,
        uint256 waited,
        bool isDeposit,
        bool isPaused,
        bool isClosed
    ) external {
        _activate(holder, seed);
        _queue(isDeposit);
        uint256 queuedAt = block.timestamp;
        if (isPaused) _pause();
        skip(bound(waited, EXIT_DELAY, 10 * EXIT_DELAY));
        if (isClosed) pool.close();
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Frozen(0, queuedAt);
        vm.prank(sender);
        pool.freeze();
        assertTrue(pool.isFrozen());
    }

    // --- what ends ---

    function test_settlesNothingMore(uint256 seed, bool isDeposit) external {
        _activate(holder, seed);
        _queue(isDeposit);
        skip(EXIT_DELAY);
        pool.close();
        Settlement memory settlement = _settlement();
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(0, settlement);
        pool.freeze();
        vm.expectRevert(ICREDarkPool.PoolFrozen.selector);
        pool.confidentialFill(0, zkProof, evidence);
    }

    /// @dev So that nobody waits for a settlement: at once, whatever time the round has left.
    function test_endsTheClosedRound(uint256 seed, bool isDeposit, bool isRequested, uint256 waited) external {
        _activate(holder, seed);
        _queue(isDeposit);
        skip(EXIT_DELAY);
        uint256 requestId = isRequested ? _request(holder) : 0;
        Round memory round = isRequested ? _closeRequested() : _closeIdle();
        assertEq(round.requestId, requestId);
        skip(bound(waited, 0, 2 * WINDOW));

        vm.recordLogs();
        pool.freeze();

        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, isRequested ? 4 : 2);
        assertEq(logs[0].topics[0], ICREDarkPool.RoundExpired.selector);
        assertEq(uint256(logs[0].topics[1]), round.number);
        assertEq(uint256(logs[0].topics[2]), requestId);
        assertEq(logs[1].topics[0], ICREDarkPool.Frozen.selector);
        _assertEnded(round);
        skip(WINDOW + 1);
        vm.expectRevert(ICREDarkPool.NothingToExpire.selector);
        pool.expire();
    }

    /// @dev There is no round to end.
    function test_endsNoRound_whenNoneIsClosed(uint256 seed, bool isSettled) external {
        _activate(holder, seed);
        if (isSettled) {
            _queue(false);
            _settleQueue(0);
        }
        _queue(false);
        skip(EXIT_DELAY);
        (Round memory round,) = pool.lastRound();
        vm.recordLogs();
        pool.freeze();
        assertEq(vm.getRecordedLogs().length, 1);
        _assertEnded(round);
    }

    /// @dev As at the end of any round; from then on an owner's withdrawal counts at once.
    function test_takesInTheQuotesThatWaited(uint256 seed) external {
        uint256 index = _activate(holder, seed);
        _queue(false);
        skip(EXIT_DELAY);
        _closeIdle();
        _quote(holder);
        assertFalse(pool.standingQuote(index).isQuoted);
        pool.freeze();
        assertTrue(pool.standingQuote(index).isQuoted);
        vm.prank(holder);
        pool.withdrawQuote();
        assertFalse(pool.standingQuote(index).isQuoted);
    }

    function test_closesNothingMore(uint256 seed, bool isDeposit) external {
        _activate(holder, seed);
        _queue(isDeposit);
        _freeze();
        vm.expectRevert(ICREDarkPool.PoolFrozen.selector);
        pool.close();
    }

    function test_takesNothingIn(uint256 seed) external {
        _activate(holder, seed);
        _admit(_account(0));
        _queue(true);
        _freeze();
        bytes4 frozen = ICREDarkPool.PoolFrozen.selector;
        vm.expectRevert(frozen);
        vm.prank(_account(0));
        pool.registerSlot(_commitment(~seed), _sealedKey(~seed));
        vm.startPrank(holder);
        vm.expectRevert(frozen);
        pool.commitQuote(bytes32(uint256(1)), bytes32(uint256(1) << 128));
        vm.expectRevert(frozen);
        pool.deposit(Asset.PAYMENT, MIN_PAYMENT);
        vm.expectRevert(frozen);
        pool.withdraw(Asset.PAYMENT, 1);
        uint256 timeout = pool.minTimeout();
        vm.deal(holder, STAKE);
        vm.expectRevert(frozen);
        pool.requestCollateral{value: STAKE}(bytes32(uint256(1)), bytes32(uint256(1) << 128), 0, timeout);
        vm.stopPrank();
    }

    /// @dev What belongs to owners only stays possible.
    function test_leavesKeysAndQuotesToTheirOwners(uint256 seed) external {
        uint256 index = _activate(holder, seed);
        _quote(holder);
        _queue(false);
        _freeze();
        vm.prank(holder);
        pool.withdrawQuote();
        assertFalse(pool.standingQuote(index).isQuoted);
        _rotate(holder, ~seed);
        _assertSlot(index, holder, _commitment(seed), _commitment(~seed));
        _releaseSlot(holder);
        assertTrue(pool.slot(index).isReleasing);
    }

    function test_returnsTheStake_whenARequestIsLive(uint256 seed, bool isClosed) external {
        _activate(holder, seed);
        _queue(false);
        skip(EXIT_DELAY);
        uint256 requestId = _request(holder);
        if (isClosed) assertEq(_closeRequested().requestId, requestId);
        vm.expectEmit(address(pool));
        emit ICREDarkPool.RequestEnded(requestId, RequestStatus.EXPIRED);
        vm.expectEmit(address(pool));
        emit ICREDarkPool.EtherCredited(holder, STAKE);
        pool.freeze();

        assertEq(pool.liveRequest(), 0);
        assertEq(pool.creditOf(holder).etherAmount, STAKE);
        vm.prank(holder);
        assertEq(pool.claimEther(payable(holder)), STAKE);
    }

    /// @dev Once: neither the round that was closed nor the requester ends it again.
    function test_returnsTheStakeOnce(uint256 seed) external {
        _activate(holder, seed);
        _queue(false);
        skip(EXIT_DELAY);
        uint256 requestId = _request(holder);
        _closeRequested();
        pool.freeze();
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.RequestNotPending.selector, requestId, RequestStatus.EXPIRED)
        );
        vm.prank(holder);
        pool.cancelRequest(requestId);
        skip(WINDOW + 1);
        vm.expectRevert(ICREDarkPool.NothingToExpire.selector);
        pool.expire();
        assertEq(pool.creditOf(holder).etherAmount, STAKE);
        assertTrue(pool.isFrozen());
    }

    /// @dev The last round is the one it was.
    function _assertEnded(Round memory last) private view {
        (Round memory round, bool isClosed) = pool.lastRound();
        assertFalse(isClosed);
        assertEq(abi.encode(round), abi.encode(last));
    }

    function _queue(bool isDeposit) private {
        if (isDeposit) _deposit(holder, Asset.PAYMENT, MIN_PAYMENT);
        else _withdraw(holder, Asset.PAYMENT, 1);
    }
}

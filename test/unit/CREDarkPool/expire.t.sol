// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, PoolState, RequestStatus, Round, StandingQuote} from "src/types/Pool.sol";
import {Settlement} from "src/types/Settlement.sol";

// expire
// ├── when the closed round has time left                → reverts RoundNotEnded
// ├── when no round is closed, and no request is overdue → reverts NothingToExpire
// ├── when the closed round is over                      → it is void; entries and keys wait on, quotes take their place
// │   ├── when it has a request                          → EXPIRED, the stake credited to the requester
// │   └── when it has none                               → a request that waits stays
// └── when a request is overdue                          → EXPIRED, the stake credited to the requester
// Also when paused, and by anyone.
contract CREDarkPool_Expire_Test is RoundsHarness {
    function test_reverts_whenTheRoundHasTimeLeft(uint256 slot, uint256 seed, uint256 waited, bool isRequested)
        external
    {
        Round memory round = _closeOne(_boundKeyed(slot), seed, isRequested);
        skip(bound(waited, 0, WINDOW));
        _expectNotEnded(round.number);
        vm.warp(round.closedAt + WINDOW);
        _expectNotEnded(round.number);
    }

    function test_reverts_whenNothingIsPending(uint256 waited, bool isQueued) external {
        if (isQueued) _makeDue();
        skip(bound(waited, 0, 365 days));
        _expectNothing();
    }

    function test_reverts_whenTheRequestHasTimeLeft(uint256 slot, uint256 seed, uint256 waited, uint256 settled)
        external
    {
        uint256 requestId = _request(_boundKeyed(slot), seed);
        settled = bound(settled, 0, ROUNDS - 1);
        for (uint256 i = 0; i < settled; ++i) {
            _closeDue();
            _settleRequest(_requestSettlement());
        }
        vm.warp(bound(waited, block.timestamp, _deadlineOf(requestId)));
        _expectNothing();
        vm.warp(_deadlineOf(requestId));
        _expectNothing();
    }

    function test_reverts_whenTheRoundWasSettled(uint256 slot, uint256 seed, bool isRequested) external {
        _closeOne(_boundKeyed(slot), seed, isRequested);
        _end(true);
        // Before the next round would be overdue.
        skip(WINDOW + 1);
        _expectNothing();
    }

    function test_voidsTheRoundAndItsRequest(address sender, uint256 slot, uint256 seed, uint256 late, bool isPaused)
        external
    {
        slot = _boundKeyed(slot);
        Round memory round = _closeOne(slot, seed, true);
        PoolState memory state = pool.state();
        if (isPaused) _pause();
        vm.warp(round.closedAt + WINDOW + bound(late, 1, 365 days));

        vm.recordLogs();
        vm.prank(sender);
        pool.expire();

        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 3);
        assertEq(logs[0].topics[0], ICREDarkPool.RoundExpired.selector);
        assertEq(uint256(logs[0].topics[1]), round.number);
        assertEq(uint256(logs[0].topics[2]), 1);
        assertEq(logs[1].topics[0], ICREDarkPool.RequestEnded.selector);
        assertEq(logs[1].data, abi.encode(RequestStatus.EXPIRED));
        assertEq(logs[2].topics[0], ICREDarkPool.EtherCredited.selector);
        _assertExpired(1, slot);
        _assertNotClosed(round);
        assertEq(abi.encode(pool.state()), abi.encode(state), "state");
    }

    function test_leavesTheRequestThatWaits_whenTheRoundHasNone(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        Round memory round = _closeOne(slot, seed, false);
        uint256 requestId = _request(slot, seed);
        vm.warp(round.closedAt + WINDOW + 1);

        vm.expectEmit(address(pool));
        emit ICREDarkPool.RoundExpired(round.number, 0);
        pool.expire();
        assertEq(pool.liveRequest(), requestId);
        assertEq(pool.creditOf(_account(slot)).etherAmount, 0);
        _assertNotClosed(round);
    }

    /// @dev What the void round would have taken in, the next one does.
    function test_leavesTheQueue(uint256 seed, uint256 count) external {
        count = bound(count, 1, 12);
        for (uint256 i = 0; i < count; ++i) {
            _withdraw(i, Asset.PAYMENT, uint64(bound(seed, 1, 1e18)) + uint64(i));
        }
        _rotate(_account(KEYLESS), KEYED + 1);
        Round memory round = _closeNow();
        bytes32[8] memory adjustments = _adjustments();
        _end(false);
        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(tail - head, count);

        Round memory next = _closeNow();
        assertEq(next.number, round.number + 1);
        assertEq(next.entries, round.entries);
        assertEq(next.keys, round.keys);
        assertEq(abi.encode(_adjustments()), abi.encode(adjustments));
    }

    function test_takesInTheQuotesThatWaited(uint256 slot, uint256 seed, bool isRequested) external {
        slot = _boundKeyed(slot);
        uint256 other = (slot + 1) % KEYED;
        StandingQuote memory none;
        _quote(slot, seed);
        _quote(other, seed);
        _closeOne((slot + 2) % KEYED, seed, isRequested);
        StandingQuote memory next = _quote(slot, ~seed);
        _withdrawQuote(other);
        _end(false);
        _assertStanding(slot, next);
        _assertStanding(other, none);
    }

    /// @dev Nobody closed its rounds, perhaps because the pool was paused.
    function test_endsAnOverdueRequest(address sender, uint256 slot, uint256 seed, uint256 settled, uint256 late)
        external
    {
        slot = _boundKeyed(slot);
        uint256 requestId = _request(slot, seed);
        settled = bound(settled, 0, ROUNDS - 1);
        for (uint256 i = 0; i < settled; ++i) {
            _closeDue();
            _settleRequest(_requestSettlement());
        }
        if (seed % 2 == 0) _pause();
        vm.warp(_deadlineOf(requestId) + bound(late, 1, 365 days));

        vm.recordLogs();
        vm.prank(sender);
        pool.expire();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2, "no round");
        assertEq(logs[0].topics[0], ICREDarkPool.RequestEnded.selector);
        _assertExpired(requestId, slot);
        _expectNothing();
    }

    /// @dev Closed in its last second, a round has its whole time.
    function test_reverts_whenTheRoundOfAnOverdueRequestHasTimeLeft(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        uint256 requestId = _request(slot, seed);
        vm.warp(_deadlineOf(requestId));
        Round memory round = _closeNow();
        skip(WINDOW);
        _expectNotEnded(round.number);
        _settleRequest(_requestSettlement());
        skip(1);
        pool.expire();
        _assertExpired(requestId, slot);
    }

    /// @dev Requests that follow are not held up.
    function test_makesRoomForTheNext(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _closeOne(slot, seed, true);
        _end(false);
        assertEq(_request(slot, ~seed), 2);
        assertEq(_closeDue().requestId, 2);
        _settleRequest(_requestSettlement());
    }

    function _closeOne(uint256 slot, uint256 seed, bool isRequested) private returns (Round memory) {
        if (!isRequested) {
            _makeDue();
            return _closeNow();
        }
        _request(slot, seed);
        return _closeDue();
    }

    function _adjustments() private view returns (bytes32[8] memory adjustments) {
        Settlement memory settlement = _settlement();
        bytes32[] memory inputs = pool.publicInputs(0, abi.encode(settlement, bytes("")));
        for (uint256 k = 0; k < 8; ++k) {
            adjustments[k] = inputs[22 + k];
        }
    }

    function _assertExpired(uint256 requestId, uint256 slot) private view {
        assertEq(uint256(pool.request(requestId).status), uint256(RequestStatus.EXPIRED));
        assertEq(pool.liveRequest(), 0);
        assertEq(pool.creditOf(_account(slot)).etherAmount, STAKE);
        assertEq(pool.creditOf(owner).etherAmount, 0);
    }

    function _assertNotClosed(Round memory last) private view {
        (Round memory round, bool isClosed) = pool.lastRound();
        assertFalse(isClosed);
        assertEq(round.number, last.number);
    }

    function _expectNotEnded(uint64 number) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.RoundNotEnded.selector, number));
        pool.expire();
    }

    function _expectNothing() private {
        vm.expectRevert(ICREDarkPool.NothingToExpire.selector);
        pool.expire();
    }
}

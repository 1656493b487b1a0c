// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Credit, RequestStatus} from "src/types/Pool.sol";

// cancelRequest
// ├── when there is no such request, or it is over      → reverts RequestNotPending
// ├── when the sender is not the slot's owner, who is
// │   still or again admitted                           → reverts NotRequester
// ├── when a round with it is closed                    → reverts RoundNotEnded, also past the round's time
// └── otherwise, also when paused, and while a round
//     without it is closed; by the slot's owner, or, if
//     that is dismissed, by anyone                      → CANCELLED, the stake credited to the pool's owner
contract CREDarkPool_CancelRequest_Test is RoundsHarness {
    function test_reverts_whenThereIsNoSuchRequest(address sender, uint256 slot, uint256 seed, uint256 id) external {
        uint256 requestId = _request(_boundKeyed(slot), seed);
        vm.assume(id != requestId);
        _expectNotPending(sender, id, RequestStatus.NONE);
    }

    function test_reverts_whenItIsOver(uint256 slot, uint256 seed, bool isCancelled) external {
        slot = _boundKeyed(slot);
        uint256 requestId = _request(slot, seed);
        if (isCancelled) {
            _cancel(_account(slot), requestId);
        } else {
            vm.warp(_deadlineOf(requestId) + 1);
            pool.expire();
        }
        _request(slot, ~seed);
        _expectNotPending(_account(slot), requestId, isCancelled ? RequestStatus.CANCELLED : RequestStatus.EXPIRED);
    }

    function test_reverts_whenTheSenderIsNotTheRequester(address sender, uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        vm.assume(sender != _account(slot));
        uint256 requestId = _request(slot, seed);
        _expectNotRequester(sender, requestId, slot);
        _expectNotRequester(owner, requestId, slot);
        _expectNotRequester(guardian, requestId, slot);
        _expectNotRequester(_account((slot + 1) % KEYED), requestId, slot);
    }

    /// @dev Only that account's dismissal counts, and only as long as it lasts.
    function test_reverts_whenTheRequesterIsAdmittedAgain(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        uint256 requestId = _request(slot, seed);
        address another = _account((slot + 1) % KEYED);
        _dismiss(another);
        _expectNotRequester(another, requestId, slot);
        _dismiss(_account(slot));
        _admit(_account(slot));
        _expectNotRequester(another, requestId, slot);
        _expectNotRequester(guardian, requestId, slot);
    }

    /// @dev Then the price may be known: whoever could withdraw would have an option, and whoever could dismiss as well.
    function test_reverts_whenARoundWithItIsClosed(
        address sender,
        uint256 slot,
        uint256 seed,
        uint256 settled,
        uint256 waited,
        bool isDismissed
    ) external {
        slot = _boundKeyed(slot);
        uint256 requestId = _request(slot, seed);
        settled = bound(settled, 0, ROUNDS - 1);
        for (uint256 i = 0; i < settled; ++i) {
            _closeDue();
            _settleRequest(_requestSettlement());
        }
        uint64 number = _closeDue().number;
        if (isDismissed) _dismiss(_account(slot));
        skip(bound(waited, 0, 10 days));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.RoundNotEnded.selector, number));
        _cancel(isDismissed ? sender : _account(slot), requestId);
    }

    function test_cancels(uint256 slot, uint256 seed, uint256 waited, bool isPaused, bool isDismissed) external {
        slot = _boundKeyed(slot);
        uint256 requestId = _request(slot, seed);
        skip(bound(waited, 0, 10 days));
        if (isPaused) _pause();
        if (isDismissed) _dismiss(_account(slot));

        vm.recordLogs();
        _cancel(_account(slot), requestId);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertEq(logs[0].topics[0], ICREDarkPool.RequestEnded.selector);
        assertEq(uint256(logs[0].topics[1]), requestId);
        assertEq(logs[0].data, abi.encode(RequestStatus.CANCELLED));
        assertEq(logs[1].topics[0], ICREDarkPool.EtherCredited.selector);
        _assertCancelled(requestId, slot);
    }

    /// @dev Else an account that was dismissed would keep all others waiting. Nobody gains by it but the pool's owner.
    function test_cancels_byAnyone_whenTheRequesterIsDismissed(
        address sender,
        uint256 slot,
        uint256 seed,
        uint256 settled,
        bool isPaused
    ) external {
        slot = _boundKeyed(slot);
        vm.assume(sender != owner && sender != _account(slot));
        uint256 requestId = _request(slot, seed);
        settled = bound(settled, 0, ROUNDS - 1);
        for (uint256 i = 0; i < settled; ++i) {
            _closeDue();
            _settleRequest(_requestSettlement());
        }
        if (isPaused) _pause();
        _dismiss(_account(slot));

        _cancel(sender, requestId);

        _assertCancelled(requestId, slot);
        assertEq(pool.creditOf(sender).etherAmount, 0);
        _expectNotPending(sender, requestId, RequestStatus.CANCELLED);
    }

    function test_cancels_betweenItsRounds(uint256 slot, uint256 seed, uint256 settled) external {
        slot = _boundKeyed(slot);
        uint256 requestId = _request(slot, seed);
        settled = bound(settled, 1, ROUNDS - 1);
        for (uint256 i = 0; i < settled; ++i) {
            _closeDue();
            _settleRequest(_requestSettlement());
        }
        _cancel(_account(slot), requestId);
        _assertCancelled(requestId, slot);
    }

    function test_cancels_whenTheClosedRoundIsWithoutIt(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _makeDue();
        _closeNow();
        uint256 requestId = _request(slot, seed);
        _cancel(_account(slot), requestId);
        _assertCancelled(requestId, slot);
        _settle(_settlement());
    }

    /// @dev Whoever owns the pool now.
    function test_creditsTheNewOwner(uint256 slot, uint256 seed, address newOwner) external {
        slot = _boundKeyed(slot);
        vm.assume(newOwner != address(0) && newOwner != owner && newOwner != _account(slot));
        uint256 requestId = _request(slot, seed);
        vm.prank(owner);
        pool.transferOwnership(newOwner);
        vm.prank(newOwner);
        pool.acceptOwnership();
        _cancel(_account(slot), requestId);
        assertEq(pool.creditOf(newOwner).etherAmount, STAKE);
        assertEq(pool.creditOf(owner).etherAmount, 0);
    }

    function _assertCancelled(uint256 requestId, uint256 slot) private view {
        Credit memory credit = Credit(0, 0, STAKE);
        assertEq(uint256(pool.request(requestId).status), uint256(RequestStatus.CANCELLED));
        assertEq(pool.liveRequest(), 0);
        assertEq(abi.encode(pool.creditOf(owner)), abi.encode(credit), "the owner's credit");
        assertEq(pool.creditOf(_account(slot)).etherAmount, 0);
    }

    function _cancel(address sender, uint256 requestId) private {
        vm.prank(sender);
        pool.cancelRequest(requestId);
    }

    function _expectNotPending(address sender, uint256 requestId, RequestStatus status) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.RequestNotPending.selector, requestId, status));
        _cancel(sender, requestId);
    }

    function _expectNotRequester(address sender, uint256 requestId, uint256 slot) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotRequester.selector, sender, _account(slot)));
        _cancel(sender, requestId);
    }
}

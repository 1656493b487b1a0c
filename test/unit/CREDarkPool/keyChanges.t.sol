// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset} from "src/types/Pool.sol";
import {KEY_CHANGES, KeyChange, SLOTS, Sealed, Settlement} from "src/types/Settlement.sol";
import {Slot, SlotKeyStatus} from "src/types/Slot.sol";

// confidentialFill, the keys that a settlement changes
// ├── when there are too many, slots do not ascend, or one is no slot   → reverts KeyChangesInvalid
// ├── when a key is not its slot's pending one, or not any more         → reverts KeyNotPending
// ├── when the owner of a released slot does not want that any more     → reverts SlotNotReleasable
// ├── when an entry still waits for a released slot                     → reverts SlotNotReleasable
// ├── when the requester's slot is released, or gets another key in a
// │   round without the request                                         → reverts SlotHasRequest
// ├── when a key is pending                                             → is active, the former one retired, the slot's
// │                                                                       quotes void; emits SlotKeyActivated
// ├── when the owner wants to leave                                     → the slot is free; emits SlotReleased
// ├── when there was room for more                                      → what else waited at the close, and still does,
// │                                                                       is no reason for a round any more
// ├── when the slot is free since                                       → its key does not wait any more
// └── when a request ends                                               → a key that is pending for its slot is one again
contract CREDarkPool_KeyChanges_Test is CustodyHarness {
    // --- refused ---

    function test_reverts_whenThereAreTooMany(uint256 count) external {
        count = bound(count, KEY_CHANGES + 1, SLOTS);
        _registerOthers(count);
        _closeIdle();
        KeyChange[] memory changes = _pendingOf(0, count);
        _expectFillReverts(changes, abi.encodeWithSelector(ICREDarkPool.KeyChangesInvalid.selector, count, KEY_CHANGES));
    }

    function test_reverts_whenSlotsDoNotAscend(uint256 first, uint256 second) external {
        _registerOthers(KEY_CHANGES);
        first = bound(first, 0, KEY_CHANGES - 1);
        second = bound(second, 0, first);
        KeyChange[] memory changes = new KeyChange[](2);
        (changes[0], changes[1]) = (_pendingOf(first, 1)[0], _pendingOf(second, 1)[0]);
        _closeIdle();
        _expectFillReverts(changes, abi.encodeWithSelector(ICREDarkPool.KeyChangesInvalid.selector, 2, 1));
    }

    /// @dev 32 stands for a change that is not used, and is no slot.
    function test_reverts_whenItIsNoSlot(uint8 index, bytes32 commitment) external {
        _registerOthers(1);
        index = uint8(bound(index, SLOTS, type(uint8).max));
        _closeIdle();
        _expectFillReverts(
            _change(index, commitment), abi.encodeWithSelector(ICREDarkPool.KeyChangesInvalid.selector, 1, 0)
        );
    }

    function test_reverts_whenTheSlotIsNotRegistered(uint256 index, bytes32 commitment) external {
        vm.assume(commitment != 0);
        _registerOthers(2);
        index = bound(index, 2, SLOTS - 1);
        _closeIdle();
        _expectNotPending(index, commitment, 0);
    }

    function test_reverts_whenNothingIsPending(uint256 seed) external {
        uint256 index = _activate(holder, seed);
        _registerOthers(1);
        _closeIdle();
        _expectNotPending(index, _commitment(seed), 0);
    }

    /// @dev A zero commitment is a release, and never the pending key that there is not.
    function test_reverts_whenNothingIsPendingAndTheKeyIsZero(uint256 seed) external {
        uint256 index = _activate(holder, seed);
        _registerOthers(1);
        _closeIdle();
        _expectNotReleasable(index);
    }

    function test_reverts_whenAnotherIsPending(uint256 seed, bytes32 commitment) external {
        vm.assume(commitment != _commitment(seed) && commitment != 0);
        uint256 index = _register(holder, seed);
        _closeIdle();
        _expectNotPending(index, commitment, _commitment(seed));
    }

    function test_reverts_whenTheKeyIsAnotherSlots(uint256 seed, uint256 otherSeed) external {
        vm.assume(seed != otherSeed);
        _register(_account(0), otherSeed);
        uint256 index = _register(holder, seed);
        _closeIdle();
        _expectNotPending(index, _commitment(otherSeed), _commitment(seed));
    }

    /// @dev Else a settlement would make a key active of which it has proven nothing. Evidence was complete before.
    function test_reverts_whenItsOwnerHasPostedAnother(uint256 seed, bool isActive) external {
        uint256 index = isActive ? _activate(holder, seed) : _register(holder, seed);
        if (isActive) _rotate(holder, seed ^ 1);
        bytes32 proven = pool.slot(index).pendingKey;
        _closeIdle();
        Settlement memory settlement = _settlement();
        settlement.keyChanges = _change(index, proven);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(0, settlement);
        _rotate(holder, ~seed);

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyNotPending.selector, index, proven, _commitment(~seed)));
        pool.confidentialFill(0, zkProof, evidence);
    }

    /// @dev Whoever has taken the slot since would get the former owner's key.
    function test_reverts_whenTheSlotHasAnotherOwnerSince(uint256 seed) external {
        _admit(_account(0));
        uint256 index = _register(holder, seed);
        _closeIdle();
        _releaseSlot(holder);
        assertEq(_registerAdmitted(_account(0), ~seed), index);
        _expectNotPending(index, _commitment(seed), _commitment(~seed));
    }

    // --- releases that are refused ---

    function test_reverts_whenItsOwnerDoesNotWantToLeave(uint256 seed, bool isPending) external {
        uint256 index = _activate(holder, seed);
        _registerOthers(1);
        if (isPending) _rotate(holder, ~seed);
        _closeIdle();
        _expectNotReleasable(index);
    }

    function test_reverts_whenItsOwnerHasChangedItsMind(uint256 seed) external {
        uint256 index = _activate(holder, seed);
        _releaseSlot(holder);
        _closeIdle();
        _rotate(holder, ~seed);
        _expectNotReleasable(index);
    }

    /// @dev Of the slot's own key, or of nobody's: an empty slot is not what was asked for.
    function test_reverts_whenTheSlotHasNoOwner(uint256 index) external {
        _registerOthers(1);
        _closeIdle();
        _expectNotReleasable(bound(index, 0, SLOTS - 1));
    }

    /// @dev A deposit would be lost with the slot, a withdrawal would be the next owner's.
    function test_reverts_whenAnEntryIsQueuedSince(uint256 seed, bool isPayment, bool isWithdrawal) external {
        uint256 index = _activate(holder, seed);
        _releaseSlot(holder);
        _closeIdle();
        Asset asset = _assetOf(isPayment);
        if (isWithdrawal) _withdraw(holder, asset, 1);
        else _deposit(holder, asset, _least(asset));
        _expectNotReleasable(index);
    }

    /// @dev The ninth entry is not in this round.
    function test_reverts_whenAnEntryIsBehindTheRoundsLast(uint256 seed) external {
        address[4] memory before;
        for (uint256 i = 0; i < before.length; ++i) {
            before[i] = _account(i);
            _activate(before[i], uint256(keccak256(abi.encode(seed, i))));
        }
        uint256 index = _activate(holder, seed);
        for (uint256 i = 0; i < before.length; ++i) {
            _withdraw(before[i], Asset.COLLATERAL, 1);
            _withdraw(before[i], Asset.PAYMENT, 1);
        }
        _withdraw(holder, Asset.PAYMENT, 1);
        _releaseSlot(holder);
        assertEq(_closeIdle().entries, 8);
        _expectNotReleasable(index);

        Settlement memory settlement = _settlement();
        _settle(settlement);
        _releaseSlot(holder);
        assertEq(_closeIdle().entries, 1);
        settlement = _settlement();
        settlement.keyChanges = _change(index, 0);
        _settle(settlement);
        assertEq(pool.slot(index).owner, address(0));
    }

    // --- a live request ---

    /// @dev The order is under the key that would go.
    function test_reverts_whenTheRequestIsNotInTheRound(uint256 seed, bool isReleased) external {
        uint256 index = _activate(holder, seed);
        _rotateOrRelease(isReleased, seed);
        _closeIdle();
        uint256 requestId = _request(holder);
        _expectFillReverts(
            _change(index, isReleased ? bytes32(0) : _commitment(~seed)),
            abi.encodeWithSelector(ICREDarkPool.SlotHasRequest.selector, index, requestId)
        );
    }

    function test_reverts_whenTheRequestersSlotIsReleased(uint256 seed) external {
        uint256 index = _activate(holder, seed);
        uint256 requestId = _request(holder);
        _releaseSlot(holder);
        _closeRequested();
        Settlement memory settlement = _settlementOfOrder();
        settlement.keyChanges = _change(index, 0);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotHasRequest.selector, index, requestId));
        pool.confidentialFill(requestId, abi.encode(settlement, bytes("")), "");
    }

    /// @dev What remains comes out under the new key.
    function test_activates_whenTheRequestIsInTheRound(uint256 seed) external {
        uint256 index = _activate(holder, seed);
        _request(holder);
        _rotate(holder, ~seed);
        _closeRequested();
        Settlement memory settlement = _settlementOfOrder();
        settlement.keyChanges = _change(index, _commitment(~seed));
        _settle(settlement);
        _assertSlot(index, holder, _commitment(~seed), 0);
    }

    function test_changesOtherSlots_whenARequestIsLive(uint256 seed, bool isReleased) external {
        _activate(_account(0), uint256(keccak256(abi.encode(seed))));
        uint256 index = _activate(holder, seed);
        _rotateOrRelease(isReleased, seed);
        _closeIdle();
        _request(_account(0));
        _settleChange(index, isReleased ? bytes32(0) : _commitment(~seed));
        assertEq(pool.slot(index).activeKey, isReleased ? bytes32(0) : _commitment(~seed));
    }

    function test_changes_whenTheRequestHasEnded(uint256 seed, bool isReleased) external {
        uint256 index = _activate(holder, seed);
        uint256 requestId = _request(holder);
        vm.prank(holder);
        pool.cancelRequest(requestId);
        _rotateOrRelease(isReleased, seed);
        _closeIdle();
        _settleChange(index, isReleased ? bytes32(0) : _commitment(~seed));
        assertEq(pool.slot(index).activeKey, isReleased ? bytes32(0) : _commitment(~seed));
    }

    // --- activation ---

    function test_activates_whenPending(address account, uint256 seed, uint256 others) external {
        vm.assume(account != address(0));
        others = bound(others, 0, 3);
        _registerOthers(others);
        _register(account, seed);
        _closeIdle();
        _expectActivated(others, _commitment(seed));
        _settleChange(others, _commitment(seed));

        _assertSlot(others, account, _commitment(seed), 0);
        _assertKey(seed, SlotKeyStatus.ACTIVE, others, account);
    }

    function test_retiresTheActiveKey_whenAnotherIsProven(address account, uint256 seed, bool isDismissed) external {
        vm.assume(account != address(0));
        uint256 index = _activate(account, seed);
        _rotate(account, ~seed);
        if (isDismissed) _dismiss(account);
        _closeIdle();
        _expectActivated(index, _commitment(~seed));
        _settleChange(index, _commitment(~seed));

        _assertSlot(index, account, _commitment(~seed), 0);
        _assertKey(seed, SlotKeyStatus.RETIRED, index, account);
        _assertKey(~seed, SlotKeyStatus.ACTIVE, index, account);
    }

    /// @dev A key that was posted after the close can be proven as well.
    function test_activates_whenPostedSinceTheClose(uint256 seed, uint256 otherSeed) external {
        vm.assume(seed != otherSeed);
        _register(_account(0), otherSeed);
        _admit(holder);
        _closeIdle();
        uint256 index = _registerAdmitted(holder, seed);
        _settleChange(index, _commitment(seed));
        _assertSlot(index, holder, _commitment(seed), 0);
    }

    function test_changesSeveral_whenSlotsAscend(uint256 count, uint256 first) external {
        count = bound(count, 1, KEY_CHANGES);
        first = bound(first, 0, 3);
        _registerOthers(KEY_CHANGES + 3);
        _closeIdle();
        Settlement memory settlement = _settlement();
        settlement.keyChanges = _pendingOf(first, count);
        _settle(settlement);
        for (uint256 i = 0; i < KEY_CHANGES + 3; ++i) {
            bool isIn = i >= first && i < first + count;
            assertEq(pool.slot(i).activeKey != 0, isIn, "active");
            assertEq(pool.slot(i).pendingKey == 0, isIn, "pending");
        }
    }

    /// @dev They were made under the key that goes: the one on the book, and the one that would come there.
    function test_voidsQuotes_whenTheKeyChanges(uint256 seed, bool isReleased, bool onBook, bool isPending) external {
        _activate(_account(0), uint256(keccak256(abi.encode(seed))));
        uint256 index = _activate(holder, seed);
        _quote(_account(0));
        if (onBook) _quote(holder);
        _rotateOrRelease(isReleased, seed);
        _closeIdle();
        if (isPending) _quote(holder);
        assertEq(pool.standingQuote(index).isQuoted, onBook);
        _settleChange(index, isReleased ? bytes32(0) : _commitment(~seed));

        assertFalse(pool.standingQuote(index).isQuoted);
        assertTrue(pool.standingQuote(0).isQuoted);
    }

    // --- release ---

    function test_frees_whenItsOwnerWantsToLeave(address account, uint256 seed, uint256 others) external {
        vm.assume(account != address(0));
        others = bound(others, 0, 3);
        _registerOthers(others);
        _activate(account, seed);
        _releaseSlot(account);
        _closeIdle();
        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotReleased(others, account);
        _settleChange(others, 0);

        Slot memory none;
        assertEq(abi.encode(pool.slot(others)), abi.encode(none));
        _assertKey(seed, SlotKeyStatus.RETIRED, others, account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, account));
        pool.slotOf(account);
    }

    /// @dev What the last round paid out is the former owner's, not the next one's.
    function test_creditsTheOwner_whenItsLastEntryIsInTheRound(uint256 seed, uint64 amount) external {
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max));
        uint256 index = _activate(holder, seed);
        _deposit(holder, Asset.PAYMENT, amount);
        _settleQueue(ALL);
        _withdraw(holder, Asset.PAYMENT, amount);
        _releaseSlot(holder);
        _closeIdle();
        Settlement memory settlement = _settlement();
        settlement.acceptedMask = ALL;
        settlement.keyChanges = _change(index, 0);
        _settle(settlement);

        assertEq(pool.slot(index).owner, address(0));
        assertEq(pool.creditOf(holder).payment, amount);
        assertEq(pool.creditOf(address(0)).payment, 0);
        vm.prank(holder);
        assertEq(pool.claim(Asset.PAYMENT, holder), amount);
    }

    function test_givesTheSlotToAnother_onceItIsFree(uint256 seed, uint256 others, uint256 which) external {
        others = bound(others, 1, 4);
        which = bound(which, 0, others - 1);
        for (uint256 i = 0; i < others; ++i) {
            _activate(_account(i), uint256(keccak256(abi.encode(seed, i))));
        }
        _releaseSlot(_account(which));
        _closeIdle();
        _settleChange(which, 0);
        assertEq(_register(holder, seed), which);
        _assertSlot(which, holder, 0, _commitment(seed));
        _expectWithoutKey(which);

        _closeIdle();
        _settleChange(which, _commitment(seed));
        assertEq(_withdraw(holder, Asset.PAYMENT, 1), 0);
    }

    /// @dev What listeners may assume: no commitment comes twice, not even with another owner.
    function test_keepsKeysUsed_whenTheSlotIsFree(uint256 seed) external {
        uint256 index = _activate(holder, seed);
        _releaseSlot(holder);
        _closeIdle();
        _settleChange(index, 0);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentUsed.selector, _commitment(seed), index));
        vm.prank(holder);
        pool.registerSlot(_commitment(seed), _sealedKey(seed));
    }

    // --- what waits for a round ---

    /// @dev A key that cannot be opened is no reason for ever more rounds, and hurts its owner only.
    function test_forgets_whatItLeavesOut(uint256 seed, uint256 count) external {
        count = bound(count, 0, KEY_CHANGES - 1);
        _registerOthers(count);
        uint256 index = _register(holder, seed);
        assertEq(_closeIdle().keys, 2 ** (count + 1) - 1);
        Settlement memory settlement = _settlement();
        settlement.keyChanges = _pendingOf(0, count);
        _settle(settlement);

        _assertSlot(index, holder, 0, _commitment(seed));
        _expectNothingToSettle();
    }

    function test_forgetsTheWishToLeave_whenItLeavesItOut(uint256 seed) external {
        uint256 index = _activate(holder, seed);
        _releaseSlot(holder);
        _closeIdle();
        _settle(_settlement());
        assertTrue(pool.slot(index).isReleasing);
        _expectNothingToSettle();

        _releaseSlot(holder);
        assertEq(_closeIdle().keys, 1 << index);
        _settleChange(index, 0);
        assertEq(pool.slot(index).owner, address(0));
    }

    function test_takesIn_whatWasLeftOut_inALaterRound(uint256 seed, uint256 otherSeed) external {
        vm.assume(seed != otherSeed);
        uint256 index = _register(holder, seed);
        _closeIdle();
        _settle(_settlement());
        _register(_account(0), otherSeed);
        assertEq(_closeIdle().keys, 2);
        _settleChange(index, _commitment(seed));
        _assertKey(seed, SlotKeyStatus.ACTIVE, index, holder);
    }

    /// @dev There was no room.
    function test_keepsWaiting_whenAllChangesAreUsed(uint256 more) external {
        more = bound(more, 1, 4);
        _registerOthers(KEY_CHANGES + more);
        _closeIdle();
        Settlement memory settlement = _settlement();
        settlement.keyChanges = _pendingOf(0, KEY_CHANGES);
        _settle(settlement);
        assertEq(_closeIdle().keys, (2 ** more - 1) << KEY_CHANGES);
    }

    /// @dev Nobody has left it out yet.
    function test_keepsWaiting_whenPostedSinceTheClose(uint256 seed, uint256 otherSeed, bool isReleased) external {
        vm.assume(seed != otherSeed && otherSeed != ~seed);
        uint256 index = _activate(holder, seed);
        _register(_account(0), otherSeed);
        _closeIdle();
        _rotateOrRelease(isReleased, seed);
        _settle(_settlement());
        assertEq(_closeIdle().keys, 1 << index);
    }

    /// @dev What the settlement left out is another key than the one that waits now, or than the wish to leave.
    function test_keepsWaiting_whenReplacedSinceTheClose(uint256 seed, bool isReleased) external {
        uint256 index = _activate(holder, seed);
        _rotate(holder, seed ^ 1);
        _closeIdle();
        _rotateOrRelease(isReleased, seed);
        _settle(_settlement());
        assertEq(_closeIdle().keys, 1 << index);
    }

    /// @dev The former owner's key was left out, not the new one's.
    function test_keepsWaiting_whenTheSlotHasAnotherOwnerSince(uint256 seed) external {
        _admit(_account(0));
        uint256 index = _register(holder, seed);
        _closeIdle();
        _releaseSlot(holder);
        assertEq(_registerAdmitted(_account(0), ~seed), index);
        _settle(_settlement());
        assertEq(_closeIdle().keys, 1 << index);
    }

    function test_keepsWaiting_whenTheRoundExpires(uint256 seed) external {
        uint256 index = _register(holder, seed);
        _closeIdle();
        skip(WINDOW + 1);
        pool.expire();
        assertEq(_closeIdle().keys, 1 << index);
        _settleChange(index, _commitment(seed));
        _assertKey(seed, SlotKeyStatus.ACTIVE, index, holder);
    }

    /// @dev There is nothing to take in any more: a round that expires, or had no room, leaves it no reason for another.
    function test_waitsNoMore_whenTheSlotIsFreeSince(uint256 seed, bool isSettled) external {
        _registerOthers(KEY_CHANGES);
        uint256 index = _register(holder, seed);
        assertEq(_closeIdle().keys, 2 ** (index + 1) - 1);
        _releaseSlot(holder);
        assertEq(pool.slot(index).owner, address(0));
        if (isSettled) {
            Settlement memory settlement = _settlement();
            settlement.keyChanges = _pendingOf(0, KEY_CHANGES);
            _settle(settlement);
            _expectNothingToSettle();
        } else {
            skip(WINDOW + 1);
            pool.expire();
            assertEq(_closeIdle().keys, 2 ** index - 1);
        }
    }

    // --- what waits once a request is over ---

    /// @dev Rounds without the request had to leave the key out, so that nothing would ever have taken it in.
    function test_waitsAgain_whenTheRequestIsCancelled(uint256 seed, bool isDismissed) external {
        (uint256 index, uint256 requestId) = _leaveOutRequesters(seed);
        if (isDismissed) _dismiss(holder);
        vm.prank(isDismissed ? address(this) : holder);
        pool.cancelRequest(requestId);
        _expectTakenIn(index, seed);
    }

    function test_waitsAgain_whenTheRequestIsOverdue(uint256 seed) external {
        (uint256 index,) = _leaveOutRequesters(seed);
        skip(pool.minTimeout() + WINDOW + 1);
        pool.expire();
        _expectTakenIn(index, seed);
    }

    /// @dev Its own round did not have the key waiting.
    function test_waitsAgain_whenTheRequestsRoundExpires(uint256 seed) external {
        (uint256 index,) = _leaveOutRequesters(seed);
        assertEq(_closeRequested().keys, 0);
        skip(WINDOW + 1);
        pool.expire();
        assertEq(pool.liveRequest(), 0);
        _expectTakenIn(index, seed);
    }

    function test_waitsAgain_whenTheRequestIsSettled(uint256 seed) external {
        (uint256 index,) = _leaveOutRequesters(seed);
        _settleRequestsRounds(ROUNDS);
        assertEq(pool.liveRequest(), 0);
        _expectTakenIn(index, seed);
    }

    /// @dev Taken in by one of the request's own rounds, perhaps the very last, there is none any more.
    function test_waitsNoMore_whenTheRequestTookItIn(uint256 seed, uint256 before) external {
        (uint256 index,) = _leaveOutRequesters(seed);
        _settleRequestsRounds(bound(before, 0, ROUNDS - 1));
        _closeRequested();
        Settlement memory settlement = _settlementOfOrder();
        settlement.keyChanges = _change(index, _commitment(~seed));
        _settleOrder(settlement);
        uint256 requestId = pool.liveRequest();
        if (requestId != 0) {
            vm.prank(holder);
            pool.cancelRequest(requestId);
        }
        _assertSlot(index, holder, _commitment(~seed), 0);
        _expectNothingToSettle();
    }

    /// @dev Of the request's slot only, and only a key.
    function test_waitsNoMore_whenTheKeyIsAnothers(uint256 seed, uint256 otherSeed) external {
        vm.assume(seed != otherSeed);
        _register(_account(0), otherSeed);
        _activate(holder, seed);
        uint256 requestId = _request(holder);
        vm.prank(holder);
        pool.cancelRequest(requestId);
        _expectNothingToSettle();
    }

    // --- builders ---

    /// @dev Of slots that have keys pending, `count` of them from `first` on.
    function _pendingOf(uint256 first, uint256 count) private view returns (KeyChange[] memory changes) {
        changes = new KeyChange[](count);
        for (uint256 i = 0; i < count; ++i) {
            changes[i] = KeyChange(uint8(first + i), pool.slot(first + i).pendingKey);
        }
    }

    /// @dev Of the closed round, and the request that is in it.
    function _settlementOfOrder() private view returns (Settlement memory settlement) {
        settlement = _settlement();
        settlement.order = _lastOrder;
        settlement.remainder = bytes32(uint256(9));
    }

    function _registerAdmitted(address account, uint256 seed) private returns (uint256) {
        vm.prank(account);
        return pool.registerSlot(_commitment(seed), _sealedKey(seed));
    }

    function _rotateOrRelease(bool isReleased, uint256 seed) private {
        if (isReleased) _releaseSlot(holder);
        else _rotate(holder, ~seed);
    }

    /// @dev The holder's slot, whose next key a round without its live request has left out: it is no reason for a round.
    function _leaveOutRequesters(uint256 seed) private returns (uint256 index, uint256 requestId) {
        _registerOthers(1);
        index = _activate(holder, seed);
        requestId = _request(holder);
        _rotate(holder, ~seed);
        assertEq(_closeIdle().keys, 1 << index);
        _settle(_settlement());
        _expectNothingToSettle();
    }

    function _settleRequestsRounds(uint256 count) private {
        for (uint256 i = 0; i < count; ++i) {
            _closeRequested();
            _settleOrder(_settlementOfOrder());
        }
    }

    /// @dev What remains is the order of the request's next round.
    function _settleOrder(Settlement memory settlement) private {
        _settle(settlement);
        _lastOrder = Sealed(settlement.remainder, pool.state().nonce);
    }

    function _settleChange(uint256 index, bytes32 commitment) private {
        Settlement memory settlement = _settlement();
        settlement.keyChanges = _change(index, commitment);
        _settle(settlement);
    }

    // --- assertions ---

    /// @dev Refused before anything is verified, so that it costs little.
    function _expectFillReverts(KeyChange[] memory changes, bytes memory reason) private {
        Settlement memory settlement = _settlement();
        settlement.keyChanges = changes;
        vm.expectRevert(reason);
        pool.confidentialFill(0, abi.encode(settlement, bytes("")), "");
    }

    function _expectNotPending(uint256 index, bytes32 commitment, bytes32 pending) private {
        _expectFillReverts(
            _change(index, commitment),
            abi.encodeWithSelector(ICREDarkPool.KeyNotPending.selector, index, commitment, pending)
        );
    }

    function _expectNotReleasable(uint256 index) private {
        _expectFillReverts(_change(index, 0), abi.encodeWithSelector(ICREDarkPool.SlotNotReleasable.selector, index));
    }

    function _expectWithoutKey(uint256 index) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotWithoutKey.selector, index));
        vm.prank(holder);
        pool.withdraw(Asset.PAYMENT, 1);
    }

    function _expectNothingToSettle() private {
        skip(IDLE_INTERVAL);
        vm.expectRevert(ICREDarkPool.NothingToSettle.selector);
        pool.close();
    }

    /// @dev A round is due for its sake, and can take it in.
    function _expectTakenIn(uint256 index, uint256 seed) private {
        assertEq(_closeIdle().keys, 1 << index);
        _settleChange(index, _commitment(~seed));
        _assertSlot(index, holder, _commitment(~seed), 0);
    }

    function _expectActivated(uint256 index, bytes32 commitment) private {
        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotKeyActivated(index, commitment);
    }
}

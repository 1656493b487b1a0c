// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {SLOTS} from "src/types/Settlement.sol";
import {Slot, SlotKeyStatus} from "src/types/Slot.sol";

// releaseSlot
// ├── when the sender has no slot                            → reverts SlotNotRegistered
// ├── when the slot never had an active key                  → it is free at once, and its key retired; emits SlotReleased
// ├── when it has one, also paused, frozen and dismissed     → the wish is known and waits for a round, the pending key is
// │                                                            retired, all else stays; emits SlotReleaseRequested
// ├── when asked again                                       → the same
// └── when a key is posted after that                        → the wish is withdrawn
contract CREDarkPool_ReleaseSlot_Test is CustodyHarness {
    function test_reverts_whenTheSenderHasNoSlot(address sender, uint256 seed, bool isAdmitted) external {
        vm.assume(sender != address(0) && sender != holder);
        _register(holder, seed);
        if (isAdmitted) _admit(sender);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, sender));
        _releaseSlot(sender);
    }

    function test_reverts_whenItIsFreeAlready(address account, uint256 seed) external {
        vm.assume(account != address(0));
        _register(account, seed);
        _releaseSlot(account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, account));
        _releaseSlot(account);
    }

    function test_frees_whenNoKeyWasEverActive(address account, uint256 seed, uint256 others, bool isRotated) external {
        vm.assume(account != address(0));
        others = bound(others, 0, 3);
        _registerOthers(others);
        uint256 index = _register(account, seed);
        if (isRotated) _rotate(account, ~seed);

        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotReleased(index, account);
        _releaseSlot(account);

        Slot memory none;
        assertEq(abi.encode(pool.slot(index)), abi.encode(none));
        _assertKey(seed, SlotKeyStatus.RETIRED, index, account);
        assertTrue(pool.isAdmitted(account));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, account));
        pool.slotOf(account);
    }

    /// @dev A key that nobody wants to have activated is no reason for a round.
    function test_waitsForNoRound_whenFree(uint256 seed, bool isOther) external {
        _register(holder, seed);
        if (isOther) _register(_account(0), ~seed);
        _releaseSlot(holder);
        if (isOther) {
            assertEq(_closeIdle().keys, 2);
        } else {
            skip(IDLE_INTERVAL);
            vm.expectRevert(ICREDarkPool.NothingToSettle.selector);
            pool.close();
        }
    }

    function test_asks_whenAKeyIsActive(address account, uint256 seed, uint256 others, bool isRotated) external {
        vm.assume(account != address(0));
        others = bound(others, 0, 3);
        _registerOthers(others);
        uint256 index = _activate(account, seed);
        if (isRotated) _rotate(account, ~seed);

        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotReleaseRequested(index, account);
        _releaseSlot(account);

        assertEq(abi.encode(pool.slot(index)), abi.encode(Slot(account, true, _commitment(seed), 0)));
        assertEq(pool.slotOf(account), index);
        if (isRotated) _assertKey(~seed, SlotKeyStatus.RETIRED, index, account);
        assertEq(_closeIdle().keys & 1 << index, 1 << index);
    }

    function test_asks_whenPausedOrDismissedOrAskedBefore(
        address account,
        uint256 seed,
        bool isPaused,
        bool isDismissed,
        bool isAsked
    ) external {
        vm.assume(account != address(0));
        uint256 index = _activate(account, seed);
        if (isPaused) _pause();
        if (isDismissed) _dismiss(account);
        if (isAsked) _releaseSlot(account);
        _releaseSlot(account);
        assertTrue(pool.slot(index).isReleasing);
        assertEq(_closeIdle().keys, 1 << index);
    }

    function test_frees_whenPausedOrDismissed(address account, uint256 seed, bool isPaused, bool isDismissed) external {
        vm.assume(account != address(0));
        uint256 index = _register(account, seed);
        if (isPaused) _pause();
        if (isDismissed) _dismiss(account);
        _releaseSlot(account);
        assertEq(pool.slot(index).owner, address(0));
    }

    function test_isWithdrawn_whenAKeyIsPosted(address account, uint256 seed) external {
        vm.assume(account != address(0));
        uint256 index = _activate(account, seed);
        _releaseSlot(account);
        _rotate(account, ~seed);
        _assertSlot(index, account, _commitment(seed), _commitment(~seed));
    }

    /// @dev The lowest of all that are free, whichever became so last.
    function test_leavesTheLowestToTheNext(uint256 seed, uint256 first, uint256 second) external {
        _registerOthers(SLOTS);
        first = bound(first, 0, SLOTS - 1);
        second = bound(second, 0, SLOTS - 1);
        vm.assume(first != second);
        _releaseSlot(_account(first));
        _releaseSlot(_account(second));
        assertEq(_register(holder, seed), first < second ? first : second);
        assertEq(_register(_account(SLOTS), ~seed), first < second ? second : first);
    }

    /// @dev Whoever leaves may come back.
    function test_registersAgain_whenFree(address account, uint256 seed, uint256 others) external {
        vm.assume(account != address(0));
        others = bound(others, 1, 3);
        _registerOthers(others);
        _register(account, seed);
        _releaseSlot(account);
        _releaseSlot(_account(0));
        vm.prank(account);
        assertEq(pool.registerSlot(_commitment(~seed), _sealedKey(~seed)), 0);
        _assertSlot(0, account, 0, _commitment(~seed));
        _assertKey(seed, SlotKeyStatus.RETIRED, others, account);
    }

    function test_leavesOtherSlotsAlone(uint256 seed, uint256 otherSeed, bool isActive) external {
        vm.assume(seed != otherSeed);
        _register(_account(0), otherSeed);
        if (isActive) _activate(holder, seed);
        else _register(holder, seed);
        _releaseSlot(holder);
        _assertSlot(0, _account(0), 0, _commitment(otherSeed));
    }

    function test_emitsNothingElse(address account, uint256 seed, bool isActive) external {
        vm.assume(account != address(0));
        if (isActive) _activate(account, seed);
        else _register(account, seed);
        vm.recordLogs();
        _releaseSlot(account);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(
            logs[0].topics[0],
            isActive ? ICREDarkPool.SlotReleaseRequested.selector : ICREDarkPool.SlotReleased.selector
        );
    }
}

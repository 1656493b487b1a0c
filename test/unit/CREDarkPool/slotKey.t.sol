// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPoolHarness} from "./CREDarkPoolHarness.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {SLOTS} from "src/types/Settlement.sol";
import {Slot, SlotKey, SlotKeyStatus} from "src/types/Slot.sol";

// slotKey
// ├── when the commitment was never posted  → UNKNOWN, and all else zero
// └── when it was                           → the slot, its owner and the ciphertext's hash; PENDING, then ACTIVE or RETIRED,
//                                             and RETIRED for good
// slot
// └── when it is not registered             → all zero
// slotOf
// ├── when the account has none             → reverts SlotNotRegistered
// └── when it has one                       → its index
contract CREDarkPool_SlotKey_Test is CREDarkPoolHarness {
    address private immutable holder = makeAddr("holder");

    function test_isUnknown_whenNeverPosted(bytes32 commitment, uint256 seed) external {
        vm.assume(commitment != _commitment(seed));
        _register(holder, seed);
        SlotKey memory unknown;
        assertEq(abi.encode(pool.slotKey(commitment)), abi.encode(unknown));
        assertTrue(unknown.status == SlotKeyStatus.UNKNOWN);
    }

    /// @dev No slot's active key is zero in the sense that zero is active.
    function test_isUnknown_whenZero(uint256 seed, bool isActive) external {
        _register(holder, seed);
        if (isActive) _activateKey(0, _commitment(seed));
        assertTrue(pool.slotKey(0).status == SlotKeyStatus.UNKNOWN);
    }

    function test_moves_fromPendingThroughActiveToRetired(address account, uint256 seed, uint256 others) external {
        vm.assume(account != address(0));
        others = bound(others, 0, 3);
        _registerOthers(others);
        _register(account, seed);
        _assertKey(seed, SlotKeyStatus.PENDING, others, account);
        _activateKey(others, _commitment(seed));
        _assertKey(seed, SlotKeyStatus.ACTIVE, others, account);
        _rotate(account, ~seed);
        _assertKey(seed, SlotKeyStatus.ACTIVE, others, account);
        _activateKey(others, _commitment(~seed));
        _assertKey(seed, SlotKeyStatus.RETIRED, others, account);
    }

    function test_staysRetired_whateverFollows(uint256 seed, uint256 rotations) external {
        _register(holder, seed);
        rotations = bound(rotations, 1, 8);
        for (uint256 i = 1; i <= rotations; ++i) {
            uint256 next = uint256(keccak256(abi.encode(seed, i)));
            _rotate(holder, next);
            if (next % 2 == 0) _activateKey(0, _commitment(next));
            _assertKey(seed, SlotKeyStatus.RETIRED, 0, holder);
        }
    }

    /// @dev Two owners never share what a vault node answers for.
    function test_namesItsOwnOwner_whenManyHaveSlots(uint256 which) external {
        _registerOthers(SLOTS);
        which = bound(which, 0, SLOTS - 1);
        bytes32 commitment = pool.slot(which).pendingKey;
        SlotKey memory key = pool.slotKey(commitment);
        assertEq(key.slot, which);
        assertEq(key.owner, _account(which));
    }

    function test_slot_isZero_whenNotRegistered(uint256 index, uint256 seed) external {
        _register(holder, seed);
        Slot memory none;
        assertEq(abi.encode(pool.slot(bound(index, 1, type(uint256).max))), abi.encode(none));
    }

    function test_slotOf_reverts_whenTheAccountHasNone(address account, uint256 seed) external {
        vm.assume(account != holder);
        _register(holder, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, account));
        pool.slotOf(account);
    }

    function test_slotOf_isTheIndex_whenItHasOne(uint256 which) external {
        _registerOthers(SLOTS);
        which = bound(which, 0, SLOTS - 1);
        assertEq(pool.slotOf(_account(which)), which);
    }
}

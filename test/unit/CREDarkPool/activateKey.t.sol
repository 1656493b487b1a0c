// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPoolHarness} from "./CREDarkPoolHarness.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {SlotKeyStatus} from "src/types/Slot.sol";

// _activateKey
// ├── when the slot is not registered, or no key pending  → reverts KeyNotPending
// ├── when another key is pending                         → reverts KeyNotPending
// ├── when its owner has posted another key since         → reverts KeyNotPending
// └── otherwise                                           → the key is active, nothing is pending, and the former active key
//                                                           is retired; emits SlotKeyActivated
contract CREDarkPool_ActivateKey_Test is CREDarkPoolHarness {
    address private immutable holder = makeAddr("holder");

    function test_reverts_whenTheSlotIsNotRegistered(uint256 index, bytes32 commitment, uint256 slots) external {
        slots = bound(slots, 0, 3);
        _registerOthers(slots);
        index = bound(index, slots, type(uint256).max);
        _expectNotPending(index, commitment, 0);
        pool.activateKey(index, commitment);
    }

    /// @dev Zero equals the pending key that there is not.
    function test_reverts_whenNothingIsPending(uint256 seed, bool isZero) external {
        uint256 index = _register(holder, seed);
        pool.activateKey(index, _commitment(seed));
        bytes32 commitment = isZero ? bytes32(0) : _commitment(seed);
        _expectNotPending(index, commitment, 0);
        pool.activateKey(index, commitment);
    }

    function test_reverts_whenAnotherIsPending(uint256 seed, bytes32 commitment) external {
        vm.assume(commitment != _commitment(seed));
        uint256 index = _register(holder, seed);
        _expectNotPending(index, commitment, _commitment(seed));
        pool.activateKey(index, commitment);
    }

    function test_reverts_whenTheKeyIsAnotherSlots(uint256 seed, uint256 otherSeed) external {
        vm.assume(seed != otherSeed);
        _register(_account(0), otherSeed);
        uint256 index = _register(holder, seed);
        _expectNotPending(index, _commitment(otherSeed), _commitment(seed));
        pool.activateKey(index, _commitment(otherSeed));
    }

    /// @dev Else a settlement would make a key active of which it has proven nothing.
    function test_reverts_whenItsOwnerHasPostedAnother(uint256 seed) external {
        uint256 index = _register(holder, seed);
        _rotate(holder, ~seed);
        _expectNotPending(index, _commitment(seed), _commitment(~seed));
        pool.activateKey(index, _commitment(seed));
    }

    function test_activates_whenPending(address account, uint256 seed, uint256 others) external {
        vm.assume(account != address(0));
        others = bound(others, 0, 3);
        _registerOthers(others);
        _register(account, seed);
        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotKeyActivated(others, _commitment(seed));
        pool.activateKey(others, _commitment(seed));

        _assertSlot(others, account, _commitment(seed), 0);
        _assertKey(seed, SlotKeyStatus.ACTIVE, others, account);
    }

    function test_retiresTheActiveKey_whenAnotherIsProven(address account, uint256 seed, bool isDismissed) external {
        vm.assume(account != address(0));
        uint256 index = _register(account, seed);
        pool.activateKey(index, _commitment(seed));
        _rotate(account, ~seed);
        if (isDismissed) _dismiss(account);
        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotKeyActivated(index, _commitment(~seed));
        pool.activateKey(index, _commitment(~seed));

        _assertSlot(index, account, _commitment(~seed), 0);
        _assertKey(seed, SlotKeyStatus.RETIRED, index, account);
        _assertKey(~seed, SlotKeyStatus.ACTIVE, index, account);
    }

    function _expectNotPending(uint256 index, bytes32 commitment, bytes32 pending) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyNotPending.selector, index, commitment, pending));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset} from "src/types/Pool.sol";
import {SLOTS} from "src/types/Settlement.sol";
import {SlotKeyStatus} from "src/types/Slot.sol";

// registerSlot
// ├── when the pool is paused                            → reverts PoolPaused
// ├── when it is frozen                                  → reverts PoolFrozen
// ├── when the sender is not admitted, or not any more   → reverts NotAdmitted
// ├── when the sender has a slot                         → reverts SlotAlreadyRegistered
// ├── when all slots are taken                           → reverts SlotsExhausted
// ├── when the commitment is zero or no field element    → reverts KeyCommitmentInvalid
// ├── when any slot has or had this commitment           → reverts KeyCommitmentUsed
// ├── when the ciphertext has another length             → reverts SealedKeyLengthInvalid
// ├── when the ciphertext has another version            → reverts SealedKeyVersionUnknown
// └── otherwise                                          → gives the lowest free slot, with the key pending;
//                                                          emits SlotRegistered and SlotKeyPosted
contract CREDarkPool_RegisterSlot_Test is CustodyHarness {
    function test_reverts_whenPaused(address account, uint256 seed, bool byOwner) external {
        vm.assume(account != address(0));
        _admit(account);
        vm.prank(byOwner ? owner : guardian);
        pool.pause();
        vm.expectRevert(ICREDarkPool.PoolPaused.selector);
        _registerAs(account, _commitment(seed), _sealedKey(seed));
    }

    function test_registers_whenUnpaused(address account, uint256 seed) external {
        vm.assume(account != address(0));
        _admit(account);
        _pause();
        vm.prank(owner);
        pool.unpause();
        _registerAs(account, _commitment(seed), _sealedKey(seed));
        assertEq(pool.slotOf(account), 0);
    }

    function test_reverts_whenFrozen(address account, uint256 seed) external {
        vm.assume(account != address(0) && account != holder);
        _admit(account);
        _activate(holder, ~seed);
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
        vm.expectRevert(ICREDarkPool.PoolFrozen.selector);
        _registerAs(account, _commitment(seed), _sealedKey(seed));
    }

    function test_reverts_whenNotAdmitted(address account, address admitted, uint256 seed) external {
        vm.assume(admitted != address(0) && account != admitted);
        _admit(admitted);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, account));
        _registerAs(account, _commitment(seed), _sealedKey(seed));
    }

    function test_reverts_whenDismissed(address account, uint256 seed) external {
        vm.assume(account != address(0));
        _admit(account);
        _dismiss(account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, account));
        _registerAs(account, _commitment(seed), _sealedKey(seed));
    }

    function test_reverts_whenTheSenderHasASlot(address account, uint256 seed, uint256 others) external {
        vm.assume(account != address(0));
        others = bound(others, 0, 3);
        _registerOthers(others);
        _register(account, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotAlreadyRegistered.selector, account, others));
        _registerAs(account, _commitment(~seed), _sealedKey(~seed));
    }

    function test_reverts_whenAllSlotsAreTaken(address account, uint256 seed) external {
        vm.assume(account != address(0));
        _registerOthers(SLOTS);
        assertEq(pool.slotOf(_account(SLOTS - 1)), SLOTS - 1);
        _admit(account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotsExhausted.selector, SLOTS));
        _registerAs(account, _commitment(seed), _sealedKey(seed));
    }

    function test_takesTheOneThatIsFree_whenAllOthersAreTaken(address account, uint256 seed, uint256 which) external {
        vm.assume(account != address(0));
        which = bound(which, 0, SLOTS - 1);
        _registerOthers(SLOTS);
        _releaseSlot(_account(which));
        _admit(account);
        assertEq(_registerAs(account, _commitment(seed), _sealedKey(seed)), which);
        _assertSlot(which, account, 0, _commitment(seed));

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotsExhausted.selector, SLOTS));
        _registerAs(_account(which), _commitment(~seed), _sealedKey(~seed));
    }

    /// @dev Whoever has been dismissed may keep a slot, but not take another one.
    function test_reverts_whenDismissedAndReleased(address account, uint256 seed) external {
        vm.assume(account != address(0));
        _register(account, seed);
        _dismiss(account);
        _releaseSlot(account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, account));
        _registerAs(account, _commitment(~seed), _sealedKey(~seed));
    }

    function test_reverts_whenTheCommitmentIsZero(address account, uint256 seed) external {
        vm.assume(account != address(0));
        _admit(account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentInvalid.selector, bytes32(0)));
        _registerAs(account, 0, _sealedKey(seed));
    }

    function test_reverts_whenTheCommitmentIsNoFieldElement(address account, uint256 seed, uint256 excess) external {
        vm.assume(account != address(0));
        _admit(account);
        bytes32 commitment = bytes32(FIELD + bound(excess, 0, type(uint256).max - FIELD));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentInvalid.selector, commitment));
        _registerAs(account, commitment, _sealedKey(seed));
    }

    function test_reverts_whenTheCommitmentIsTheFieldsOrder(address account) external {
        vm.assume(account != address(0));
        _admit(account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentInvalid.selector, bytes32(FIELD)));
        _registerAs(account, bytes32(FIELD), _sealedKey(0));
    }

    function test_takesTheFirstAndTheLastFieldElement(address first, address last, uint256 seed) external {
        vm.assume(first != address(0) && last != address(0) && first != last);
        _admit(first);
        _admit(last);
        _registerAs(first, bytes32(uint256(1)), _sealedKey(seed));
        _registerAs(last, bytes32(FIELD - 1), _sealedKey(seed));
        assertEq(pool.slot(1).pendingKey, bytes32(FIELD - 1));
    }

    /// @dev What listeners may assume: a commitment is posted once ever.
    function test_reverts_whenAnySlotHasOrHadTheCommitment(
        address account,
        uint256 seed,
        uint256 others,
        uint256 status,
        uint256 sealedSeed
    ) external {
        vm.assume(account != address(0) && account != holder);
        others = bound(others, 0, 3);
        _registerOthers(others);
        _register(holder, seed);
        _bringTo(_someStatus(status), holder, seed);
        _admit(account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentUsed.selector, _commitment(seed), others));
        _registerAs(account, _commitment(seed), _sealedKey(sealedSeed));
    }

    function test_reverts_whenTheCiphertextHasAnotherLength(address account, uint256 seed, uint256 length) external {
        vm.assume(account != address(0));
        length = bound(length, 0, 2 * SEALED_LENGTH);
        if (length == SEALED_LENGTH) ++length;
        _admit(account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SealedKeyLengthInvalid.selector, length, SEALED_LENGTH));
        _registerAs(account, _commitment(seed), _sealedKey(seed, length));
    }

    function test_reverts_whenTheCiphertextIsOneByteOff(address account, uint256 seed, bool isLonger) external {
        vm.assume(account != address(0));
        _admit(account);
        uint256 length = isLonger ? SEALED_LENGTH + 1 : SEALED_LENGTH - 1;
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SealedKeyLengthInvalid.selector, length, SEALED_LENGTH));
        _registerAs(account, _commitment(seed), _sealedKey(seed, length));
    }

    function test_reverts_whenTheCiphertextHasAnotherVersion(address account, uint256 seed, bytes1 version) external {
        vm.assume(account != address(0) && version != VERSION);
        _admit(account);
        bytes memory sealedKey = _sealedKey(seed);
        sealedKey[0] = version;
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.SealedKeyVersionUnknown.selector, uint8(version), uint8(VERSION))
        );
        _registerAs(account, _commitment(seed), sealedKey);
    }

    /// @dev What listeners may assume: the key's event follows at once.
    function test_givesTheLowestFreeSlot_whenAdmitted(address account, uint256 seed, uint256 others) external {
        vm.assume(account != address(0));
        others = bound(others, 0, SLOTS - 1);
        _registerOthers(others);
        _admit(account);

        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotRegistered(others, account);
        _expectPosted(others, account, seed);
        uint256 index = _registerAs(account, _commitment(seed), _sealedKey(seed));

        assertEq(index, others);
        assertEq(pool.slotOf(account), others);
        assertTrue(pool.isAdmitted(account));
        _assertSlot(others, account, 0, _commitment(seed));
        _assertKey(seed, SlotKeyStatus.PENDING, others, account);
    }

    function test_emitsNothingElse(address account, uint256 seed) external {
        vm.assume(account != address(0));
        _admit(account);
        vm.recordLogs();
        _registerAs(account, _commitment(seed), _sealedKey(seed));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertEq(logs[0].topics[0], ICREDarkPool.SlotRegistered.selector);
        assertEq(logs[1].topics[0], ICREDarkPool.SlotKeyPosted.selector);
    }

    /// @dev A copied ciphertext was sealed under another label, so it opens for nobody.
    function test_takesACopiedCiphertext(address account, uint256 seed, uint256 other) external {
        vm.assume(account != address(0) && account != _account(0) && other != seed);
        _admit(_account(0));
        _registerAs(_account(0), _commitment(other), _sealedKey(seed));
        _admit(account);
        _registerAs(account, _commitment(seed), _sealedKey(seed));
        _assertKey(seed, SlotKeyStatus.PENDING, 1, account);
        assertEq(pool.slotKey(_commitment(other)).owner, _account(0));
    }

    function _registerAs(address account, bytes32 commitment, bytes memory sealedKey) private returns (uint256) {
        vm.prank(account);
        return pool.registerSlot(commitment, sealedKey);
    }
}

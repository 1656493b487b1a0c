// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset} from "src/types/Pool.sol";
import {SlotKeyStatus} from "src/types/Slot.sol";

// rotateKey
// ├── when the sender has no slot, whoever it is         → reverts SlotNotRegistered
// ├── when the commitment is zero or no field element    → reverts KeyCommitmentInvalid
// ├── when any slot has or had it, the sender's included → reverts KeyCommitmentUsed
// ├── when the ciphertext has another length or version  → reverts SealedKeyLengthInvalid, SealedKeyVersionUnknown
// └── otherwise, also paused, frozen or dismissed        → the key is the pending one of the sender's slot and of no other,
//                                                          the former pending one is retired, a wish to leave is
//                                                          withdrawn; emits SlotKeyPosted
contract CREDarkPool_RotateKey_Test is CustodyHarness {
    function test_reverts_whenTheSenderHasNoSlot(address sender, uint256 seed, bool isAdmitted) external {
        vm.assume(sender != address(0) && sender != holder);
        _register(holder, seed);
        if (isAdmitted) _admit(sender);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, sender));
        _rotate(sender, ~seed);
    }

    function test_reverts_whenOwnerOrGuardianHasNoSlot(uint256 seed, bool isOwner) external {
        _register(holder, seed);
        address sender = isOwner ? owner : guardian;
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, sender));
        _rotate(sender, ~seed);
    }

    function test_reverts_whenTheCommitmentIsZero(uint256 seed) external {
        _register(holder, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentInvalid.selector, bytes32(0)));
        vm.prank(holder);
        pool.rotateKey(0, _sealedKey(seed));
    }

    function test_reverts_whenTheCommitmentIsNoFieldElement(uint256 seed, uint256 excess) external {
        _register(holder, seed);
        bytes32 commitment = bytes32(FIELD + bound(excess, 0, type(uint256).max - FIELD));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentInvalid.selector, commitment));
        vm.prank(holder);
        pool.rotateKey(commitment, _sealedKey(seed));
    }

    function test_reverts_whenTheKeyIsItsOwnOfOld(uint256 seed, uint256 status, uint256 sealedSeed) external {
        _register(holder, seed);
        _bringTo(_someStatus(status), holder, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentUsed.selector, _commitment(seed), 0));
        vm.prank(holder);
        pool.rotateKey(_commitment(seed), _sealedKey(sealedSeed));
    }

    function test_reverts_whenTheKeyIsAnothers(address other, uint256 seed, uint256 status, uint256 sealedSeed)
        external
    {
        vm.assume(other != address(0) && other != holder);
        _register(holder, ~seed);
        _register(other, seed);
        _bringTo(_someStatus(status), other, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentUsed.selector, _commitment(seed), 1));
        vm.prank(holder);
        pool.rotateKey(_commitment(seed), _sealedKey(sealedSeed));
    }

    function test_reverts_whenTheCiphertextHasAnotherLength(uint256 seed, uint256 length) external {
        length = bound(length, 0, 2 * SEALED_LENGTH);
        if (length == SEALED_LENGTH) ++length;
        _register(holder, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SealedKeyLengthInvalid.selector, length, SEALED_LENGTH));
        vm.prank(holder);
        pool.rotateKey(_commitment(~seed), _sealedKey(seed, length));
    }

    function test_reverts_whenTheCiphertextHasAnotherVersion(uint256 seed, bytes1 version) external {
        vm.assume(version != VERSION);
        _register(holder, seed);
        bytes memory sealedKey = _sealedKey(seed);
        sealedKey[0] = version;
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.SealedKeyVersionUnknown.selector, uint8(version), uint8(VERSION))
        );
        vm.prank(holder);
        pool.rotateKey(_commitment(~seed), sealedKey);
    }

    function test_retiresThePendingKey_whenNoneIsActive(address account, uint256 seed, uint256 others) external {
        vm.assume(account != address(0));
        others = bound(others, 0, 3);
        _registerOthers(others);
        _register(account, seed);

        _expectPosted(others, account, ~seed);
        _rotate(account, ~seed);

        _assertSlot(others, account, 0, _commitment(~seed));
        _assertKey(seed, SlotKeyStatus.RETIRED, others, account);
        _assertKey(~seed, SlotKeyStatus.PENDING, others, account);
    }

    /// @dev The old key serves until the new one is proven.
    function test_keepsTheActiveKey_whenOneIs(address account, uint256 seed, uint256 others) external {
        vm.assume(account != address(0));
        others = bound(others, 0, 3);
        _registerOthers(others);
        _register(account, seed);
        _activateKey(others, _commitment(seed));

        _expectPosted(others, account, ~seed);
        _rotate(account, ~seed);

        _assertSlot(others, account, _commitment(seed), _commitment(~seed));
        _assertKey(seed, SlotKeyStatus.ACTIVE, others, account);
        _assertKey(~seed, SlotKeyStatus.PENDING, others, account);
    }

    function test_leavesOtherSlotsAlone(address account, uint256 seed, uint256 otherSeed) external {
        vm.assume(account != address(0) && account != holder);
        vm.assume(otherSeed != seed && otherSeed != ~seed);
        _register(holder, otherSeed);
        _register(account, seed);
        _rotate(account, ~seed);

        _assertSlot(0, holder, 0, _commitment(otherSeed));
        _assertKey(otherSeed, SlotKeyStatus.PENDING, 0, holder);
    }

    /// @dev A leaked key must not have to be kept.
    function test_rotates_whenPausedOrFrozenOrDismissed(
        address account,
        uint256 seed,
        bool isPaused,
        bool isFrozen,
        bool isDismissed
    ) external {
        vm.assume(account != address(0));
        _activate(account, seed);
        if (isFrozen) {
            _withdraw(account, Asset.PAYMENT, 1);
            _freeze();
        }
        if (isPaused) _pause();
        if (isDismissed) _dismiss(account);

        _expectPosted(0, account, ~seed);
        _rotate(account, ~seed);
        _assertSlot(0, account, _commitment(seed), _commitment(~seed));
    }

    function test_withdrawsTheWishToLeave(address account, uint256 seed) external {
        vm.assume(account != address(0));
        uint256 index = _activate(account, seed);
        _releaseSlot(account);
        _expectPosted(index, account, ~seed);
        _rotate(account, ~seed);
        _assertSlot(index, account, _commitment(seed), _commitment(~seed));
    }

    function test_emitsNothingElse(address account, uint256 seed) external {
        vm.assume(account != address(0));
        _register(account, seed);
        vm.recordLogs();
        _rotate(account, ~seed);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics[0], ICREDarkPool.SlotKeyPosted.selector);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {KeyChange} from "src/types/Settlement.sol";

// rotateSlotKey
// ├── when the sender is not the owner          → reverts OwnableUnauthorizedAccount
// ├── when the treasury has no slot             → reverts SlotNotRegistered
// ├── when the commitment was posted before     → reverts KeyCommitmentUsed
// └── otherwise, at once                        → is pending, and the old key serves until a settlement takes it in
contract RecoveryTreasury_RotateSlotKey_Test is TreasuryPoolBase {
    function test_reverts_whenSenderIsNotOwner(address sender) public {
        vm.assume(sender != owner);
        _openSlots();

        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        treasury.rotateSlotKey(bytes32(uint256(99)), _sealedKey());
    }

    function test_reverts_whenThereIsNoSlot() public {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, address(treasury)));
        vm.prank(owner);
        treasury.rotateSlotKey(bytes32(uint256(99)), _sealedKey());
    }

    /// @dev By the owner of another slot, who saw it coming: the reason why nobody has to announce it.
    function test_reverts_whenTheCommitmentIsTaken(uint128 key) public {
        vm.assume(key > 99);
        _openSlots();
        vm.prank(maker);
        pool.rotateKey(bytes32(uint256(key)), _sealedKey());

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.KeyCommitmentUsed.selector, bytes32(uint256(key)), 0));
        vm.prank(owner);
        treasury.rotateSlotKey(bytes32(uint256(key)), _sealedKey());
    }

    function test_replacesTheKey_withTheNextSettlement(uint128 key, bool isPaused) public {
        vm.assume(key > 99);
        _openSlots();
        bytes32 before = treasury.poolPosition().activeKey;
        if (isPaused) {
            vm.prank(guardian);
            treasury.pause();
        }
        vm.prank(owner);
        treasury.rotateSlotKey(bytes32(uint256(key)), _sealedKey());
        assertEq(treasury.poolPosition().activeKey, before);

        KeyChange[] memory changes = new KeyChange[](1);
        changes[0] = KeyChange(1, bytes32(uint256(key)));
        _closeIdle();
        _settle(0, changes);

        assertEq(treasury.poolPosition().activeKey, bytes32(uint256(key)));
    }
}

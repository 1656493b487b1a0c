// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Slot} from "src/types/Slot.sol";

// registerSlot
// ├── when the sender is not the owner    → reverts OwnableUnauthorizedAccount
// ├── when the treasury has a slot        → reverts SlotAlreadyRegistered
// └── otherwise, at once                  → the slot is the treasury's, whoever its owner is
contract RecoveryTreasury_RegisterSlot_Test is TreasuryPoolBase {
    function test_reverts_whenSenderIsNotOwner(address sender) public {
        vm.assume(sender != owner);

        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        treasury.registerSlot(bytes32(uint256(1)), _sealedKey());
    }

    function test_reverts_whenItHasOne(uint128 first, uint128 second) public {
        vm.assume(first != 0 && second != 0 && first != second);
        vm.startPrank(owner);
        treasury.registerSlot(bytes32(uint256(first)), _sealedKey());

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotAlreadyRegistered.selector, address(treasury), 0));
        treasury.registerSlot(bytes32(uint256(second)), _sealedKey());
    }

    function test_takesASlot_atOnce(uint128 key, bool isPaused) public {
        vm.assume(key != 0);
        if (isPaused) {
            vm.prank(guardian);
            treasury.pause();
        }

        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotKeyPosted(0, address(treasury), bytes32(uint256(key)), _sealedKey());
        vm.prank(owner);
        uint256 slot = treasury.registerSlot(bytes32(uint256(key)), _sealedKey());

        assertEq(abi.encode(pool.slot(slot)), abi.encode(Slot(address(treasury), false, 0, bytes32(uint256(key)))));
    }
}

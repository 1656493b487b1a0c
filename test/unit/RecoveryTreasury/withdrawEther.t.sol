// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {RefusingRecipient} from "../../mocks/RefusingRecipient.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {IReserveSlot} from "src/interfaces/IReserveSlot.sol";

// withdrawEther, and receiving it
// ├── from anyone                           → is kept for stakes
// ├── when the sender is not the owner      → reverts OwnableUnauthorizedAccount
// ├── when it was not scheduled             → reverts CallNotScheduled
// ├── when the owner takes none, or there
// │   is not enough                         → reverts EtherTransferFailed, and stays scheduled
// └── otherwise, paused or not              → sends to the owner, emits EtherWithdrawn
contract RecoveryTreasury_WithdrawEther_Test is TreasuryBase {
    function test_keepsEther_fromAnyone(address sender, uint96 amount) public {
        vm.assume(sender != address(treasury));
        vm.deal(sender, amount);
        vm.prank(sender);
        (bool isDone,) = address(treasury).call{value: amount}("");

        assertTrue(isDone);
        assertEq(address(treasury).balance, amount);
    }

    function test_reverts_whenSenderIsNotOwner(address sender, uint96 amount) public {
        vm.assume(sender != owner);
        vm.deal(address(treasury), amount);
        _scheduleAndWait(_call(amount));

        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        treasury.withdrawEther(amount);
    }

    function test_reverts_whenNotScheduled(uint96 amount) public {
        vm.deal(address(treasury), amount);

        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(amount))));
        vm.prank(owner);
        treasury.withdrawEther(amount);
    }

    function test_staysScheduled_whenItCannotBeSent(uint96 held, uint96 amount, bool isRefused) public {
        amount = uint96(bound(amount, 1, type(uint96).max));
        held = isRefused ? amount : uint96(bound(held, 0, amount - 1));
        vm.deal(address(treasury), held);
        address to = owner;
        if (isRefused) {
            to = address(new RefusingRecipient());
            vm.prank(owner);
            treasury.transferOwnership(to);
            vm.prank(to);
            treasury.acceptOwnership();
        }
        vm.prank(to);
        treasury.schedule(_call(amount));
        _pass(DELAY);

        vm.expectRevert(abi.encodeWithSelector(IReserveSlot.EtherTransferFailed.selector, to, amount));
        vm.prank(to);
        treasury.withdrawEther(amount);
        assertNotEq(treasury.readyAt(keccak256(_call(amount))), 0);
    }

    function test_sendsToTheOwner_pausedOrNot(uint96 held, uint96 amount, bool isPaused) public {
        amount = uint96(bound(amount, 0, held));
        vm.deal(address(treasury), held);
        _scheduleAndWait(_call(amount));
        if (isPaused) {
            vm.prank(guardian);
            treasury.pause();
        }

        vm.expectEmit(address(treasury));
        emit IReserveSlot.EtherWithdrawn(owner, amount);
        vm.prank(owner);
        treasury.withdrawEther(amount);

        assertEq(owner.balance, amount);
        assertEq(address(treasury).balance, held - amount);
    }

    function _call(uint256 amount) private view returns (bytes memory) {
        return abi.encodeCall(treasury.withdrawEther, (amount));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {MintableERC20} from "../../mocks/MintableERC20.sol";
import {TetherLikeERC20} from "../../mocks/TetherLikeERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Governed} from "src/governance/Governed.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";

// withdraw
// ├── when the sender is not the owner       → reverts OwnableUnauthorizedAccount
// ├── when it was not scheduled              → reverts CallNotScheduled
// ├── when the delay has not passed          → reverts CallNotReady
// ├── when it was executed already           → reverts CallNotScheduled
// ├── when the guardian cancelled it         → reverts CallNotScheduled
// └── otherwise, paused or not               → sends to the owner, emits Withdrawn
//     ├── when the token returns nothing     → the same
//     └── when the ownership has moved       → sends to the new owner
contract RecoveryTreasury_Withdraw_Test is TreasuryBase {
    function test_reverts_whenSenderIsNotOwner(address sender, uint256 amount) public {
        vm.assume(sender != owner);
        _scheduleAndWait(_call(USDC, amount));

        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        treasury.withdraw(USDC, amount);
    }

    function test_reverts_whenNotScheduled(uint256 amount) public {
        _expectNotScheduled(amount);
    }

    function test_reverts_whenDelayHasNotPassed(uint256 amount, uint256 wait) public {
        vm.prank(owner);
        treasury.schedule(_call(USDC, amount));
        uint256 readyAt = block.timestamp + DELAY;
        _pass(bound(wait, 0, DELAY - 1));

        bytes32 callHash = keccak256(_call(USDC, amount));
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotReady.selector, callHash, readyAt, block.timestamp));
        vm.prank(owner);
        treasury.withdraw(USDC, amount);
    }

    function test_reverts_whenExecutedAlready(uint256 amount) public {
        amount = bound(amount, 0, FUNDS / 2);
        _scheduleAndWait(_call(USDC, amount));
        vm.prank(owner);
        treasury.withdraw(USDC, amount);

        _expectNotScheduled(amount);
    }

    function test_reverts_whenGuardianCancelled(uint256 amount) public {
        _scheduleAndWait(_call(USDC, amount));
        vm.prank(guardian);
        treasury.cancel(keccak256(_call(USDC, amount)));

        _expectNotScheduled(amount);
    }

    function test_sendsToOwner_whenPausedOrNot(uint256 amount, uint256 wait, bool isPaused) public {
        amount = bound(amount, 0, FUNDS);
        _scheduleAndWait(_call(USDC, amount));
        _pass(bound(wait, 0, 365 days));
        if (isPaused) {
            vm.prank(guardian);
            treasury.pause();
        }

        vm.expectEmit(address(treasury));
        emit IRecoveryTreasury.Withdrawn(USDC, owner, amount);
        vm.prank(owner);
        treasury.withdraw(USDC, amount);

        assertEq(USDC.balanceOf(owner), amount);
        assertEq(USDC.balanceOf(address(treasury)), FUNDS - amount);
    }

    function test_sendsAnyToken_whenItReturnsNothing(uint256 held, uint256 amount) public {
        held = bound(held, 0, type(uint128).max);
        amount = bound(amount, 0, held);
        TetherLikeERC20 token = new TetherLikeERC20();
        token.mint(address(treasury), held);
        _scheduleAndWait(_call(MintableERC20(address(token)), amount));

        vm.prank(owner);
        treasury.withdraw(IERC20(address(token)), amount);

        assertEq(token.balanceOf(owner), amount);
        assertEq(token.balanceOf(address(treasury)), held - amount);
    }

    function test_sendsToNewOwner_whenOwnershipHasMoved(address heir, uint256 amount) public {
        vm.assume(heir != address(0) && heir != owner && heir != POOL && heir != address(treasury));
        amount = bound(amount, 0, FUNDS);
        _scheduleAndWait(_call(USDC, amount));
        vm.prank(owner);
        treasury.transferOwnership(heir);
        vm.startPrank(heir);
        treasury.acceptOwnership();
        uint256 before = USDC.balanceOf(heir);

        treasury.withdraw(USDC, amount);

        assertEq(USDC.balanceOf(heir), before + amount);
        assertEq(USDC.balanceOf(owner), 0);
    }

    function _call(MintableERC20 token, uint256 amount) private view returns (bytes memory) {
        return abi.encodeCall(treasury.withdraw, (token, amount));
    }

    function _expectNotScheduled(uint256 amount) private {
        bytes32 callHash = keccak256(_call(USDC, amount));
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, callHash));
        vm.prank(owner);
        treasury.withdraw(USDC, amount);
    }
}

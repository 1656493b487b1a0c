// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPoolHarness} from "./CREDarkPoolHarness.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";

// admit
// ├── when the sender is not the owner       → reverts OwnableUnauthorizedAccount
// ├── when this very call was not scheduled  → reverts CallNotScheduled
// ├── when the delay has not passed          → reverts CallNotReady
// ├── when the account is zero               → reverts ZeroAddress
// ├── when the account is admitted           → reverts AlreadyAdmitted
// └── otherwise                              → the account, and it alone, may register; emits Admitted
contract CREDarkPool_Admit_Test is CREDarkPoolHarness {
    function test_reverts_whenSenderIsNotOwner(address sender, address account) external {
        vm.assume(sender != owner && account != address(0));
        _schedule(_call(account));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        pool.admit(account);
    }

    function test_reverts_whenNotScheduled(address account) external {
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(account))));
        vm.prank(owner);
        pool.admit(account);
    }

    function test_reverts_whenAnotherWasScheduled(address account, address other) external {
        vm.assume(account != other);
        _schedule(_call(other));
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(account))));
        vm.prank(owner);
        pool.admit(account);
    }

    function test_reverts_whenDelayHasNotPassed(address account, uint256 waited) external {
        vm.prank(owner);
        pool.schedule(_call(account));
        skip(bound(waited, 0, DELAY - 1));
        bytes32 callHash = keccak256(_call(account));
        vm.expectRevert(
            abi.encodeWithSelector(Governed.CallNotReady.selector, callHash, START + DELAY, block.timestamp)
        );
        vm.prank(owner);
        pool.admit(account);
    }

    function test_reverts_whenTheAccountIsZero() external {
        _schedule(_call(address(0)));
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "account"));
        vm.prank(owner);
        pool.admit(address(0));
    }

    function test_reverts_whenAdmitted(address account) external {
        vm.assume(account != address(0));
        _admit(account);
        _schedule(_call(account));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.AlreadyAdmitted.selector, account));
        vm.prank(owner);
        pool.admit(account);
    }

    function test_admits_whenScheduled(address account, address other, bool isPaused) external {
        vm.assume(account != address(0) && account != other);
        if (isPaused) _pause();
        _schedule(_call(account));
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Admitted(account);
        vm.prank(owner);
        pool.admit(account);

        assertTrue(pool.isAdmitted(account));
        assertFalse(pool.isAdmitted(other));
    }

    /// @dev What listeners may assume: each admission but the first follows a dismissal.
    function test_admitsAgain_whenDismissed(address account) external {
        vm.assume(account != address(0));
        _admit(account);
        _dismiss(account);
        _schedule(_call(account));
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Admitted(account);
        vm.prank(owner);
        pool.admit(account);
        assertTrue(pool.isAdmitted(account));
    }

    /// @dev The slot was never lost, so there is none to give.
    function test_givesNoSecondSlot_whenAdmittedAgain(address account, uint256 seed) external {
        vm.assume(account != address(0));
        uint256 index = _register(account, seed);
        _dismiss(account);
        _admit(account);

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotAlreadyRegistered.selector, account, index));
        vm.prank(account);
        pool.registerSlot(_commitment(~seed), _sealedKey(~seed));
        assertEq(pool.slotOf(account), index);
    }

    function _call(address account) private view returns (bytes memory) {
        return abi.encodeCall(pool.admit, (account));
    }
}

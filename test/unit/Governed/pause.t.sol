// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {GovernedHarness} from "test/unit/Governed/GovernedHarness.sol";

// pause
// ├── when the sender is neither guardian nor owner  → reverts NotGuardian
// └── otherwise                                      → paused, emits PauseSet
// unpause
// ├── when the sender is not the owner, not even the guardian → reverts OwnableUnauthorizedAccount
// └── otherwise                                      → not paused, emits PauseSet
contract Governed_Pause_Test is GovernedHarness {
    function test_reverts_whenPausedByNeitherGuardianNorOwner(address sender) external {
        _assumeNeither(sender);
        vm.expectRevert(abi.encodeWithSelector(Governed.NotGuardian.selector, sender, guardian));
        vm.prank(sender);
        governed.pause();
    }

    function test_pauses_whenGuardianOrOwner(bool byOwner) external {
        vm.expectEmit(address(governed));
        emit Governed.PauseSet(true, _ownerOrGuardian(byOwner));
        vm.prank(_ownerOrGuardian(byOwner));
        governed.pause();
        assertTrue(governed.paused());
    }

    function test_reverts_whenUnpausedByAnyoneButOwner(address sender) public {
        vm.assume(sender != owner);
        vm.prank(guardian);
        governed.pause();
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        governed.unpause();
    }

    function test_reverts_whenUnpausedByGuardian() external {
        test_reverts_whenUnpausedByAnyoneButOwner(guardian);
    }

    function test_unpauses_whenOwner(bool pausedByOwner) external {
        vm.prank(_ownerOrGuardian(pausedByOwner));
        governed.pause();
        vm.expectEmit(address(governed));
        emit Governed.PauseSet(false, owner);
        vm.prank(owner);
        governed.unpause();
        assertFalse(governed.paused());
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "src/governance/Governed.sol";
import {GovernedHarness} from "test/unit/Governed/GovernedHarness.sol";

// cancel
// ├── when the sender is neither guardian nor owner  → reverts NotGuardian
// ├── when the call is not scheduled                 → reverts CallNotScheduled
// └── otherwise                                      → forgets the call, emits CallCancelled
//     ├── it can no longer be executed
//     └── it can be scheduled again, with the whole delay
contract Governed_Cancel_Test is GovernedHarness {
    function test_reverts_whenSenderIsNeitherGuardianNorOwner(address sender, address next) external {
        _assumeNeither(sender);
        bytes32 callHash = _schedule(_setGuardianData(next));
        vm.expectRevert(abi.encodeWithSelector(Governed.NotGuardian.selector, sender, guardian));
        vm.prank(sender);
        governed.cancel(callHash);
    }

    function test_reverts_whenNotScheduled(bytes32 callHash, bool byOwner) external {
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, callHash));
        vm.prank(_ownerOrGuardian(byOwner));
        governed.cancel(callHash);
    }

    function test_forgets_whenScheduled(address next, bool byOwner, uint256 waited) external {
        bytes memory data = _setGuardianData(next);
        bytes32 callHash = _schedule(data);
        skip(bound(waited, 0, 10 * DELAY));

        vm.expectEmit(address(governed));
        emit Governed.CallCancelled(callHash);
        vm.prank(_ownerOrGuardian(byOwner));
        governed.cancel(callHash);
        assertEq(governed.readyAt(callHash), 0);

        skip(DELAY);
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, callHash));
        vm.prank(owner);
        governed.setGuardian(next);

        _schedule(data);
        assertEq(governed.readyAt(callHash), block.timestamp + DELAY);
    }
}

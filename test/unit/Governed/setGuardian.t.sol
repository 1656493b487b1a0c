// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {GovernedHarness} from "test/unit/Governed/GovernedHarness.sol";

// setGuardian, and with it every call behind onlyOwnerAfterDelay
// ├── when the sender is not the owner          → reverts OwnableUnauthorizedAccount
// ├── when this very calldata is not scheduled  → reverts CallNotScheduled
// ├── when the delay has not passed             → reverts CallNotReady
// ├── when the new guardian is zero             → reverts ZeroAddress, the schedule stays
// └── otherwise                                 → replaces the guardian, emits CallExecuted and GuardianSet
//     └── when sent again                       → reverts CallNotScheduled
contract Governed_SetGuardian_Test is GovernedHarness {
    function test_reverts_whenSenderIsNotOwner(address sender, address next) external {
        vm.assume(sender != owner);
        _schedule(_setGuardianData(next));
        skip(DELAY);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        governed.setGuardian(next);
    }

    function test_reverts_whenOtherArgumentsAreScheduled(address scheduled, address next) external {
        vm.assume(scheduled != next);
        _schedule(_setGuardianData(scheduled));
        skip(DELAY);
        bytes32 callHash = keccak256(_setGuardianData(next));
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, callHash));
        vm.prank(owner);
        governed.setGuardian(next);
    }

    function test_reverts_whenBytesFollowTheScheduledCalldata(address next, bytes1 extra) external {
        _schedule(_setGuardianData(next));
        skip(DELAY);
        bytes memory padded = bytes.concat(_setGuardianData(next), extra);
        vm.prank(owner);
        (bool success, bytes memory reason) = address(governed).call(padded);
        assertFalse(success);
        assertEq(reason, abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(padded)));
    }

    function test_reverts_whenDelayHasNotPassed(address next, uint256 waited) external {
        bytes32 callHash = _schedule(_setGuardianData(next));
        skip(bound(waited, 0, DELAY - 1));
        vm.expectRevert(
            abi.encodeWithSelector(Governed.CallNotReady.selector, callHash, START + DELAY, block.timestamp)
        );
        vm.prank(owner);
        governed.setGuardian(next);
    }

    function test_reverts_whenGuardianIsZero(uint256 waited) external {
        bytes32 callHash = _schedule(_setGuardianData(address(0)));
        skip(bound(waited, DELAY, 10 * DELAY));
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "guardian"));
        vm.prank(owner);
        governed.setGuardian(address(0));
        assertEq(governed.readyAt(callHash), START + DELAY);
    }

    function test_replaces_whenReady(address next, uint256 waited) public {
        vm.assume(next != address(0));
        bytes32 callHash = _schedule(_setGuardianData(next));
        skip(bound(waited, DELAY, 10 * DELAY));

        vm.expectEmit(address(governed));
        emit Governed.CallExecuted(callHash);
        vm.expectEmit(address(governed));
        emit Governed.GuardianSet(guardian, next);
        vm.prank(owner);
        governed.setGuardian(next);
        assertEq(governed.guardian(), next);
    }

    function test_reverts_whenSentTwice(address next, uint256 waited) external {
        test_replaces_whenReady(next, waited);
        bytes32 callHash = keccak256(_setGuardianData(next));
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, callHash));
        vm.prank(owner);
        governed.setGuardian(next);
    }
}

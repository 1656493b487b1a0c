// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {GovernedHarness, Subject} from "test/unit/Governed/GovernedHarness.sol";

// constructor
// ├── when the guardian is zero  → reverts ZeroAddress
// ├── when the owner is zero     → reverts OwnableInvalidOwner
// └── otherwise                  → keeps what it was given, is not paused, emits GuardianSet
contract Governed_Constructor_Test is GovernedHarness {
    function test_reverts_whenGuardianIsZero(address owner_, uint256 delay) external {
        vm.assume(owner_ != address(0));
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "guardian"));
        new Subject(owner_, address(0), delay);
    }

    function test_reverts_whenOwnerIsZero(address guardian_, uint256 delay) external {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableInvalidOwner.selector, address(0)));
        new Subject(address(0), guardian_, delay);
    }

    function test_keepsItsArguments_whenValid(address owner_, address guardian_, uint256 delay) external {
        vm.assume(owner_ != address(0) && guardian_ != address(0));
        vm.expectEmit();
        emit Governed.GuardianSet(address(0), guardian_);
        Subject subject = new Subject(owner_, guardian_, delay);

        assertEq(subject.owner(), owner_);
        assertEq(subject.guardian(), guardian_);
        assertEq(subject.delay(), delay);
        assertFalse(subject.paused());
    }
}

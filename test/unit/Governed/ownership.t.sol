// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {GovernedHarness} from "test/unit/Governed/GovernedHarness.sol";

// transferOwnership and acceptOwnership
// ├── when only proposed                       → the owner stays
// ├── when anyone but the proposed one accepts → reverts OwnableUnauthorizedAccount
// └── when the proposed one accepts            → moves; what was scheduled stays scheduled
// renounceOwnership                            → always reverts OwnershipNotRenounceable
contract Governed_Ownership_Test is GovernedHarness {
    function test_keepsTheOwner_whenOnlyProposed(address next) external {
        vm.prank(owner);
        governed.transferOwnership(next);
        assertEq(governed.owner(), owner);
        assertEq(governed.pendingOwner(), next);
    }

    function test_reverts_whenAcceptedByAnyoneElse(address next, address sender) external {
        vm.assume(sender != next);
        vm.prank(owner);
        governed.transferOwnership(next);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        governed.acceptOwnership();
    }

    function test_moves_whenAccepted(address next, bytes calldata data) external {
        vm.assume(next != address(0));
        bytes32 callHash = _schedule(data);
        vm.prank(owner);
        governed.transferOwnership(next);
        vm.prank(next);
        governed.acceptOwnership();
        assertEq(governed.owner(), next);
        assertEq(governed.readyAt(callHash), START + DELAY);
    }

    function test_reverts_whenRenounced(address sender) external {
        vm.expectRevert(Governed.OwnershipNotRenounceable.selector);
        vm.prank(sender);
        governed.renounceOwnership();
    }
}

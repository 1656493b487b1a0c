// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {GovernedHarness} from "test/unit/Governed/GovernedHarness.sol";

// schedule
// ├── when the sender is not the owner       → reverts OwnableUnauthorizedAccount
// ├── when the same call is scheduled        → reverts CallAlreadyScheduled
// └── otherwise                              → ready after the delay, emits CallScheduled with the whole calldata
contract Governed_Schedule_Test is GovernedHarness {
    function test_reverts_whenSenderIsNotOwner(address sender, bytes calldata data) external {
        vm.assume(sender != owner);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        governed.schedule(data);
    }

    function test_reverts_whenAlreadyScheduled(bytes calldata data, uint256 waited) external {
        bytes32 callHash = _schedule(data);
        skip(bound(waited, 0, 10 * DELAY));
        vm.expectRevert(abi.encodeWithSelector(Governed.CallAlreadyScheduled.selector, callHash, START + DELAY));
        vm.prank(owner);
        governed.schedule(data);
    }

    function test_announces_whenNew(bytes calldata data, uint256 waited) external {
        skip(bound(waited, 0, 3650 days));
        uint256 readyAt = block.timestamp + DELAY;
        vm.expectEmit(address(governed));
        emit Governed.CallScheduled(keccak256(data), readyAt, data);
        bytes32 callHash = _schedule(data);
        assertEq(governed.readyAt(callHash), readyAt);
    }
}

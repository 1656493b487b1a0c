// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";

// setAgent
// ├── when the sender is not the owner   → reverts OwnableUnauthorizedAccount
// └── otherwise                          → replaces the agent at once, emits AgentSet
contract RecoveryTreasury_SetAgent_Test is TreasuryBase {
    function test_reverts_whenSenderIsNotOwner(address sender, address replacement) public {
        vm.assume(sender != owner);

        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        treasury.setAgent(replacement);
    }

    function test_replacesAgentAtOnce_whenSenderIsOwner(address replacement, uint256 spend, uint256 seed) public {
        vm.assume(replacement != agent);
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);

        vm.expectEmit(address(treasury));
        emit IRecoveryTreasury.AgentSet(agent, replacement);
        vm.prank(owner);
        treasury.setAgent(replacement);

        assertEq(treasury.agent(), replacement);
        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.NotAgent.selector, agent, replacement));
        _heal(order, least);
    }
}

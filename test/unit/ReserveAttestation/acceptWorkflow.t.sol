// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {IReserveAttestation} from "src/interfaces/IReserveAttestation.sol";
import {Base} from "test/Base.t.sol";

// acceptWorkflow
// ├── when the sender is not the owner  → reverts OwnableUnauthorizedAccount
// ├── when the id is zero               → reverts WorkflowIdZero
// ├── when it is the first              → accepts at once, emits WorkflowAccepted
// └── when it is a later one
//     ├── when not scheduled            → reverts CallNotScheduled
//     ├── when the delay has not passed → reverts CallNotReady
//     └── when ready                    → accepts, emits WorkflowAccepted; the former one reports in vain
contract ReserveAttestation_AcceptWorkflow_Test is Base {
    function test_reverts_whenSenderIsNotOwner(address sender, bytes32 workflowId, bool isFirst) external {
        vm.assume(sender != owner);
        if (isFirst) attestation = _deployAttestation(address(forwarder), MAX_AGE);
        else _schedule(workflowId);
        skip(DELAY);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        attestation.acceptWorkflow(workflowId);
    }

    function test_reverts_whenIdIsZero(bool isFirst) external {
        if (isFirst) attestation = _deployAttestation(address(forwarder), MAX_AGE);
        else _schedule(0);
        skip(DELAY);
        vm.expectRevert(IReserveAttestation.WorkflowIdZero.selector);
        vm.prank(owner);
        attestation.acceptWorkflow(0);
    }

    function test_acceptsAtOnce_whenFirst(bytes32 workflowId) external {
        vm.assume(workflowId != 0);
        attestation = _deployAttestation(address(forwarder), MAX_AGE);
        vm.expectEmit(address(attestation));
        emit IReserveAttestation.WorkflowAccepted(0, workflowId);
        vm.prank(owner);
        attestation.acceptWorkflow(workflowId);
        assertEq(attestation.workflowId(), workflowId);
    }

    function test_reverts_whenNotScheduled(bytes32 workflowId, bytes32 scheduled) external {
        vm.assume(workflowId != 0 && workflowId != scheduled);
        _schedule(scheduled);
        skip(DELAY);
        bytes32 callHash = keccak256(abi.encodeCall(attestation.acceptWorkflow, (workflowId)));
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, callHash));
        vm.prank(owner);
        attestation.acceptWorkflow(workflowId);
    }

    function test_reverts_whenDelayHasNotPassed(bytes32 workflowId, uint256 waited) external {
        vm.assume(workflowId != 0);
        bytes32 callHash = _schedule(workflowId);
        skip(bound(waited, 0, DELAY - 1));
        vm.expectRevert(
            abi.encodeWithSelector(Governed.CallNotReady.selector, callHash, START + DELAY, block.timestamp)
        );
        vm.prank(owner);
        attestation.acceptWorkflow(workflowId);
    }

    function test_accepts_whenReady(bytes32 workflowId, uint256 waited, uint256 seed) external {
        vm.assume(workflowId != 0 && workflowId != WORKFLOW_ID);
        bytes32 callHash = _schedule(workflowId);
        skip(bound(waited, DELAY, 10 * DELAY));

        vm.expectEmit(address(attestation));
        emit Governed.CallExecuted(callHash);
        vm.expectEmit(address(attestation));
        emit IReserveAttestation.WorkflowAccepted(WORKFLOW_ID, workflowId);
        vm.prank(owner);
        attestation.acceptWorkflow(workflowId);
        assertEq(attestation.workflowId(), workflowId);
        assertFalse(_deliver(_acceptableReport(seed)), "the former workflow's report");
    }

    function _schedule(bytes32 workflowId) private returns (bytes32) {
        bytes memory data = abi.encodeCall(attestation.acceptWorkflow, (workflowId));
        vm.prank(owner);
        attestation.schedule(data);
        return keccak256(data);
    }
}

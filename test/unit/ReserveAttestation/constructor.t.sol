// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {Governed} from "src/governance/Governed.sol";
import {IReserveAttestation} from "src/interfaces/IReserveAttestation.sol";
import {Base} from "test/Base.t.sol";

// constructor
// ├── when the forwarder or the workflow owner is zero          → reverts ZeroAddress
// ├── when maxAge is zero                                       → reverts MaxAgeZero
// ├── when a local operator is named off the development chain  → reverts LocalOperatorForbidden
// └── otherwise                                                 → keeps its arguments, accepts no workflow
contract ReserveAttestation_Constructor_Test is Base {
    uint256 private constant DEVELOPMENT_CHAIN_ID = 31337;

    function test_reverts_whenForwarderIsZero(address operator) external {
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "forwarder"));
        new ReserveAttestation(owner, guardian, DELAY, address(0), workflowOwner, MAX_AGE, operator);
    }

    function test_reverts_whenWorkflowOwnerIsZero(address operator) external {
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "workflowOwner"));
        new ReserveAttestation(owner, guardian, DELAY, address(forwarder), address(0), MAX_AGE, operator);
    }

    function test_reverts_whenMaxAgeIsZero(address operator) external {
        vm.expectRevert(IReserveAttestation.MaxAgeZero.selector);
        new ReserveAttestation(owner, guardian, DELAY, address(forwarder), workflowOwner, 0, operator);
    }

    function test_reverts_whenOperatorIsNamedOffTheDevelopmentChain(uint64 chainId, address operator) external {
        vm.assume(chainId != DEVELOPMENT_CHAIN_ID && operator != address(0));
        vm.chainId(chainId);
        vm.expectRevert(
            abi.encodeWithSelector(IReserveAttestation.LocalOperatorForbidden.selector, chainId, DEVELOPMENT_CHAIN_ID)
        );
        new ReserveAttestation(owner, guardian, DELAY, address(forwarder), workflowOwner, MAX_AGE, operator);
    }

    function test_keepsItsArguments_whenValid(
        address forwarder_,
        address workflowOwner_,
        uint256 maxAge,
        address operator
    ) external {
        vm.assume(forwarder_ != address(0) && workflowOwner_ != address(0));
        maxAge = bound(maxAge, 1, type(uint256).max);
        vm.chainId(DEVELOPMENT_CHAIN_ID);
        ReserveAttestation deployed =
            new ReserveAttestation(owner, guardian, DELAY, forwarder_, workflowOwner_, maxAge, operator);

        assertEq(deployed.forwarder(), forwarder_);
        assertEq(deployed.workflowOwner(), workflowOwner_);
        assertEq(deployed.maxAge(), maxAge);
        assertEq(deployed.localOperator(), operator);
        assertEq(deployed.workflowId(), 0);
    }

    function test_allowsNoOperator_whenInProduction(uint64 chainId) external {
        vm.chainId(chainId);
        assertEq(_deployAttestation(address(forwarder), MAX_AGE).localOperator(), address(0));
    }
}

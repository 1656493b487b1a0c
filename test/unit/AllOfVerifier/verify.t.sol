// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAttestationVerifier} from "src/interfaces/IAttestationVerifier.sol";
import {AllOfVerifier} from "src/verifiers/AllOfVerifier.sol";
import {Suite} from "test/Suite.sol";
import {BindingVerifier} from "test/mocks/BindingVerifier.sol";

// constructor
// ├── when there is no child                   → reverts ChildrenMissing
// ├── when a child has no code                 → reverts ChildWithoutCode
// └── otherwise                                → keeps them in order
// verify
// ├── when there is not one evidence for each  → reverts EvidenceCountMismatch
// ├── when any child refuses                   → reverts as the child does
// ├── when children get each other's evidence  → reverts as the first of them does
// ├── when the evidence is malformed           → reverts
// └── when every child accepts                 → returns, nested ones too
contract AllOfVerifier_Verify_Test is Suite {
    uint256 private constant MAX_CHILDREN = 5;

    BindingVerifier[] private children;
    AllOfVerifier private verifier;

    function test_constructor_reverts_whenThereIsNoChild() external {
        vm.expectRevert(AllOfVerifier.ChildrenMissing.selector);
        new AllOfVerifier(new IAttestationVerifier[](0));
    }

    function test_constructor_reverts_whenAChildHasNoCode(uint256 count, uint256 at, address child) external {
        vm.assume(child.code.length == 0);
        IAttestationVerifier[] memory given = _children(count);
        given[at % given.length] = IAttestationVerifier(child);
        vm.expectRevert(abi.encodeWithSelector(AllOfVerifier.ChildWithoutCode.selector, child));
        new AllOfVerifier(given);
    }

    function test_constructor_keepsItsChildren(uint256 count) external {
        IAttestationVerifier[] memory given = _children(count);
        verifier = new AllOfVerifier(given);
        assertEq(abi.encode(verifier.children()), abi.encode(given));
    }

    function test_reverts_whenThereIsNotOneEvidenceForEach(uint256 count, bytes32 claim, uint256 given) external {
        bytes[] memory evidences = _deployWithEvidence(count, claim);
        given = bound(given, 0, MAX_CHILDREN + 1);
        vm.assume(given != evidences.length);
        bytes[] memory others = new bytes[](given);
        for (uint256 i = 0; i < given; ++i) {
            others[i] = evidences[i % evidences.length];
        }
        vm.expectRevert(abi.encodeWithSelector(AllOfVerifier.EvidenceCountMismatch.selector, given, evidences.length));
        verifier.verify(claim, abi.encode(others));
    }

    function test_reverts_whenAnyChildRefuses(uint256 count, bytes32 claim, uint256 at, bytes calldata evidence)
        external
    {
        bytes[] memory evidences = _deployWithEvidence(count, claim);
        at = at % evidences.length;
        vm.assume(keccak256(evidence) != keccak256(evidences[at]));
        evidences[at] = evidence;
        _expectUnbound(claim, evidences, at);
    }

    function test_reverts_whenClaimIsAnother(uint256 count, bytes32 claim, bytes32 other) external {
        vm.assume(claim != other);
        _expectUnbound(other, _deployWithEvidence(count, claim), 0);
    }

    function test_reverts_whenChildrenGetEachOthersEvidence(uint256 count, bytes32 claim, uint256 at) external {
        bytes[] memory evidences = _deployWithEvidence(bound(count, 2, MAX_CHILDREN), claim);
        at = bound(at, 0, evidences.length - 2);
        (evidences[at], evidences[at + 1]) = (evidences[at + 1], evidences[at]);
        _expectUnbound(claim, evidences, at);
    }

    function test_reverts_whenEvidenceIsMalformed(uint256 count, bytes32 claim, uint256 length) external {
        bytes memory evidence = abi.encode(_deployWithEvidence(count, claim));
        bytes memory shortened = new bytes(bound(length, 0, evidence.length - 1));
        for (uint256 i = 0; i < shortened.length; ++i) {
            shortened[i] = evidence[i];
        }
        vm.expectRevert(bytes(""));
        verifier.verify(claim, shortened);
    }

    function test_returns_whenEveryChildAccepts(uint256 count, bytes32 claim) external {
        bytes[] memory evidences = _deployWithEvidence(count, claim);
        verifier.verify(claim, abi.encode(evidences));

        IAttestationVerifier[] memory nested = new IAttestationVerifier[](1);
        nested[0] = verifier;
        bytes[] memory outer = new bytes[](1);
        outer[0] = abi.encode(evidences);
        new AllOfVerifier(nested).verify(claim, abi.encode(outer));
    }

    function _children(uint256 count) private returns (IAttestationVerifier[] memory given) {
        given = new IAttestationVerifier[](bound(count, 1, MAX_CHILDREN));
        for (uint256 i = 0; i < given.length; ++i) {
            children.push(new BindingVerifier());
            given[i] = children[i];
        }
    }

    function _deployWithEvidence(uint256 count, bytes32 claim) private returns (bytes[] memory evidences) {
        IAttestationVerifier[] memory given = _children(count);
        verifier = new AllOfVerifier(given);
        evidences = new bytes[](given.length);
        for (uint256 i = 0; i < given.length; ++i) {
            evidences[i] = children[i].evidenceFor(claim);
        }
    }

    function _expectUnbound(bytes32 claim, bytes[] memory evidences, uint256 at) private {
        vm.expectRevert(abi.encodeWithSelector(BindingVerifier.EvidenceUnbound.selector, children[at], claim));
        verifier.verify(claim, abi.encode(evidences));
    }
}

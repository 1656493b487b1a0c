// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IHonkVerifier} from "src/interfaces/IHonkVerifier.sol";
import {HonkProofVerifier} from "src/verifiers/HonkProofVerifier.sol";
import {Suite} from "test/Suite.sol";
import {
    AnsweringHonkVerifier,
    BindingHonkVerifier,
    BurningHonkVerifier,
    InvalidHonkVerifier
} from "test/mocks/MockHonkVerifier.sol";

// constructor
// ├── when the verifier has no code                    → reverts VerifierWithoutCode
// ├── when the cap is zero                             → reverts GasCapMissing
// └── otherwise                                        → keeps both
// verify
// ├── when the verifier says true                      → returns
// ├── when proof or inputs are not what it accepts     → reverts ProofRejected
// ├── when it answers anything but a single true       → reverts ProofRejected
// ├── when it reverts                                  → reverts ProofRejected, whatever it says
// ├── when it burns all that it gets                   → reverts ProofRejected, and costs the cap at most
// ├── when it wants more than the cap                  → reverts ProofRejected
// ├── when it wants the cap at most, and gets that     → returns
// ├── when it fails and got just the cap               → reverts ProofRejected
// └── when it fails and got less than the cap          → reverts ProofGasTooLow
contract HonkProofVerifier_Verify_Test is Suite {
    uint256 private constant CAP = 1_000_000;
    /// For what the adapter itself does.
    uint256 private constant OVERHEAD = 100_000;

    BindingHonkVerifier private binding;

    function setUp() public {
        binding = new BindingHonkVerifier();
    }

    function test_constructor_reverts_whenTheVerifierHasNoCode(address at, uint256 cap) external {
        vm.assume(at.code.length == 0);
        vm.expectRevert(abi.encodeWithSelector(HonkProofVerifier.VerifierWithoutCode.selector, at));
        new HonkProofVerifier(IHonkVerifier(at), bound(cap, 1, type(uint256).max));
    }

    function test_constructor_reverts_whenTheCapIsZero() external {
        vm.expectRevert(HonkProofVerifier.GasCapMissing.selector);
        new HonkProofVerifier(binding, 0);
    }

    function test_constructor_keepsBoth(uint256 cap) external {
        cap = bound(cap, 1, type(uint256).max);
        HonkProofVerifier adapter = new HonkProofVerifier(binding, cap);
        assertEq(address(adapter.verifier()), address(binding));
        assertEq(adapter.gasCap(), cap);
    }

    function test_returns_whenTheVerifierSaysTrue(bytes32[] calldata inputs) external {
        new HonkProofVerifier(binding, CAP).verify(binding.proofOf(inputs), inputs);
    }

    function test_reverts_whenTheProofIsAnother(bytes calldata proof, bytes32[] calldata inputs) external {
        vm.assume(keccak256(proof) != keccak256(binding.proofOf(inputs)));
        _expectRejected(binding, proof, inputs);
    }

    function test_reverts_whenAnInputIsAnother(bytes32[] memory inputs, uint256 at, bytes32 other) external {
        vm.assume(inputs.length > 0);
        bytes memory proof = binding.proofOf(inputs);
        at = at % inputs.length;
        vm.assume(inputs[at] != other);
        inputs[at] = other;
        _expectRejected(binding, proof, inputs);
    }

    function test_reverts_whenInputsAreTooFewOrTooMany(bytes32[] memory inputs, uint256 length) external {
        bytes memory proof = binding.proofOf(inputs);
        length = bound(length, 0, inputs.length + 3);
        vm.assume(length != inputs.length);
        bytes32[] memory others = new bytes32[](length);
        for (uint256 i = 0; i < length && i < inputs.length; ++i) {
            others[i] = inputs[i];
        }
        _expectRejected(binding, proof, others);
    }

    function test_reverts_whenTheAnswerIsNoBoolOfTrue(uint256 answer) external {
        vm.assume(answer != 1);
        _expectRejectedAnswer(abi.encode(answer), false);
    }

    function test_reverts_whenTheAnswerIsFalseOrTwo() external {
        _expectRejectedAnswer(abi.encode(0), false);
        _expectRejectedAnswer(abi.encode(2), false);
    }

    function test_reverts_whenTheAnswerIsTooShort(uint256 length) external {
        // A true whose end is missing, and nothing at all.
        bytes memory answer = new bytes(bound(length, 0, 31));
        for (uint256 i = 0; i < answer.length; ++i) {
            answer[i] = 0x01;
        }
        _expectRejectedAnswer(answer, false);
    }

    function test_reverts_whenATrueIsFollowedByMore(bytes calldata more) external {
        vm.assume(more.length != 0);
        _expectRejectedAnswer(abi.encodePacked(uint256(1), more), false);
    }

    function test_reverts_whenTheVerifierReverts(bytes calldata reason) external {
        _expectRejectedAnswer(reason, true);
    }

    function test_reverts_whenTheVerifierRevertsWithTrue() external {
        _expectRejectedAnswer(abi.encode(true), true);
    }

    function test_burnsNoMoreThanTheCap_whenTheVerifierBurnsAll(uint256 cap) external {
        cap = bound(cap, 1, 10_000_000);
        HonkProofVerifier adapter = new HonkProofVerifier(new InvalidHonkVerifier(), cap);
        uint256 before = gasleft();
        vm.expectRevert(HonkProofVerifier.ProofRejected.selector);
        adapter.verify("", new bytes32[](126));
        assertLt(before - gasleft(), cap + OVERHEAD);
    }

    function test_reverts_whenTheVerifierWantsMoreThanTheCap(uint256 cap, uint256 appetite) external {
        cap = bound(cap, 10_000, CAP);
        appetite = bound(appetite, cap, 2 * CAP);
        _expectRejected(new BurningHonkVerifier(appetite), "", new bytes32[](0), cap);
    }

    function test_returns_whenTheVerifierWantsLessThanTheCap(uint256 cap, uint256 appetite) external {
        cap = bound(cap, 10_000, CAP);
        appetite = bound(appetite, 0, cap - 5_000);
        new HonkProofVerifier(new BurningHonkVerifier(appetite), cap).verify("", new bytes32[](0));
    }

    function test_reverts_whenTheVerifierGetsLessThanTheCap(uint256 given) external {
        HonkProofVerifier adapter = new HonkProofVerifier(new BurningHonkVerifier(CAP - 10_000), CAP);
        // Enough to come as far as the call, too little for what is called.
        given = bound(given, 50_000, CAP - 20_000);
        (bool success, bytes memory answer) =
            address(adapter).call{gas: given}(abi.encodeCall(adapter.verify, ("", new bytes32[](0))));
        assertFalse(success);
        assertEq(bytes4(answer), HonkProofVerifier.ProofGasTooLow.selector);
        (uint256 got, uint256 cap) = this.decodeTwo(answer);
        assertLt(got, given);
        assertEq(cap, CAP);
    }

    function test_reverts_asRejected_whenTheVerifierGotJustTheCap(uint256 given) external {
        HonkProofVerifier adapter = new HonkProofVerifier(new InvalidHonkVerifier(), CAP);
        given = bound(given, CAP + CAP / 63 + 10_000, CAP + CAP / 63 + 20_000);
        (bool success, bytes memory answer) =
            address(adapter).call{gas: given}(abi.encodeCall(adapter.verify, ("", new bytes32[](0))));
        assertFalse(success);
        assertEq(answer, abi.encodeWithSelector(HonkProofVerifier.ProofRejected.selector));
    }

    function test_returns_whenLessThanTheCapIsEnough(uint256 given) external {
        HonkProofVerifier adapter = new HonkProofVerifier(new BurningHonkVerifier(100_000), CAP);
        given = bound(given, 200_000, CAP);
        adapter.verify{gas: given}("", new bytes32[](0));
    }

    function decodeTwo(bytes calldata reason) external pure returns (uint256, uint256) {
        return abi.decode(reason[4:], (uint256, uint256));
    }

    function _expectRejectedAnswer(bytes memory answer, bool reverts) private {
        AnsweringHonkVerifier answering = new AnsweringHonkVerifier(answer, reverts);
        _expectRejected(IHonkVerifier(address(answering)), "proof", new bytes32[](1));
    }

    function _expectRejected(IHonkVerifier verifier, bytes memory proof, bytes32[] memory inputs) private {
        _expectRejected(verifier, proof, inputs, CAP);
    }

    function _expectRejected(IHonkVerifier verifier, bytes memory proof, bytes32[] memory inputs, uint256 cap) private {
        HonkProofVerifier adapter = new HonkProofVerifier(verifier, cap);
        vm.expectRevert(HonkProofVerifier.ProofRejected.selector);
        adapter.verify(proof, inputs);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuorumHarness} from "./QuorumHarness.sol";
import {QuorumVerifier} from "src/verifiers/QuorumVerifier.sol";

// verify
// ├── when the deadline has passed                              → reverts QuorumClaimExpired
// ├── when fewer than the threshold signed                      → reverts QuorumNotReached
// ├── when there are more or fewer signatures than indices      → reverts QuorumEvidenceUneven
// ├── when a signer counts twice, or is out of order            → reverts QuorumIndexNotAscending
// ├── when an index is nobody's                                 → reverts QuorumSignerUnknown
// ├── when one signature is another key's, or over another claim, deadline, verifier or chain, or malformed, or the
// │   malleable twin                                            → reverts QuorumSignatureInvalid
// ├── when the evidence is malformed                            → reverts
// └── otherwise, whichever signed                               → returns
contract QuorumVerifier_Verify_Test is QuorumHarness {
    function test_reverts_whenDeadlineHasPassed(uint256 seed, bytes32 claim, uint256 late) external {
        Evidence memory evidence = _signed(seed, THRESHOLD, claim, START);
        vm.warp(START + bound(late, 1, 3650 days));
        bytes memory reason = abi.encodeWithSelector(QuorumVerifier.QuorumClaimExpired.selector, START, block.timestamp);
        _expectRefusal(claim, evidence, reason);
    }

    function test_reverts_whenTooFewSigned(uint256 seed, bytes32 claim, uint256 count) external {
        count = bound(count, 0, THRESHOLD - 1);
        bytes memory reason = abi.encodeWithSelector(QuorumVerifier.QuorumNotReached.selector, count, THRESHOLD);
        _expectRefusal(claim, _signed(seed, count, claim, START), reason);
    }

    function test_reverts_whenSignaturesAreMissingOrTooMany(uint256 seed, bytes32 claim, uint256 count) external {
        count = bound(count, 0, SIGNERS);
        vm.assume(count != THRESHOLD);
        Evidence memory evidence = _signed(seed, count, claim, START);
        evidence.indices = _choice(seed, THRESHOLD);
        bytes memory reason = abi.encodeWithSelector(QuorumVerifier.QuorumEvidenceUneven.selector, THRESHOLD, count);
        _expectRefusal(claim, evidence, reason);
    }

    function test_reverts_whenASignerCountsTwice(uint256 seed, bytes32 claim, uint256 at) external {
        Evidence memory evidence = _signed(seed, THRESHOLD, claim, START);
        at = bound(at, 1, THRESHOLD - 1);
        evidence.indices[at] = evidence.indices[at - 1];
        evidence.signatures[at] = evidence.signatures[at - 1];
        _expectNotAscending(claim, evidence, at);
    }

    function test_reverts_whenOutOfOrder(uint256 seed, bytes32 claim, uint256 at) external {
        Evidence memory evidence = _signed(seed, THRESHOLD, claim, START);
        at = bound(at, 1, THRESHOLD - 1);
        uint256[] memory indices = evidence.indices;
        (indices[at - 1], indices[at]) = (indices[at], indices[at - 1]);
        evidence.signatures = _signatures(indices, _claimDigest(claim, START));
        _expectNotAscending(claim, evidence, at);
    }

    function test_reverts_whenAnIndexIsNobodys(uint256 seed, bytes32 claim, uint256 index) external {
        Evidence memory evidence = _signed(seed, THRESHOLD, claim, START);
        index = bound(index, SIGNERS, type(uint256).max);
        evidence.indices[THRESHOLD - 1] = index;
        bytes memory reason = abi.encodeWithSelector(QuorumVerifier.QuorumSignerUnknown.selector, index, SIGNERS);
        _expectRefusal(claim, evidence, reason);
    }

    /// @dev Whichever it is, and even when there are enough without it.
    function test_reverts_whenAnotherKeySigned(uint256 seed, bytes32 claim, uint256 at, uint256 count) external {
        Evidence memory evidence = _signed(seed, bound(count, THRESHOLD, SIGNERS), claim, START);
        at = bound(at, 0, evidence.indices.length - 1);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(boundPrivateKey(seed), _claimDigest(claim, START));
        evidence.signatures[at] = abi.encodePacked(r, s, v);
        _expectSignatureInvalid(claim, evidence, at, vm.addr(boundPrivateKey(seed)));
    }

    function test_reverts_whenClaimIsAnother(uint256 seed, bytes32 claim, bytes32 other) external {
        vm.assume(claim != other);
        _expectAllInvalid(other, _signed(seed, THRESHOLD, claim, START));
    }

    function test_reverts_whenDeadlineIsProlonged(uint256 seed, bytes32 claim, uint256 deadline) external {
        Evidence memory evidence = _signed(seed, THRESHOLD, claim, START);
        evidence.deadline = bound(deadline, START + 1, type(uint256).max);
        _expectAllInvalid(claim, evidence);
    }

    function test_reverts_whenVerifierIsAnother(uint256 seed, bytes32 claim) external {
        Evidence memory evidence = _signed(seed, THRESHOLD, claim, START);
        verifier = new QuorumVerifier(signers, THRESHOLD);
        _expectAllInvalid(claim, evidence);
    }

    function test_reverts_whenChainIsAnother(uint256 seed, bytes32 claim, uint64 chainId) external {
        vm.assume(chainId != CHAIN_ID && chainId != 0);
        Evidence memory evidence = _signed(seed, THRESHOLD, claim, START);
        vm.chainId(chainId);
        _expectAllInvalid(claim, evidence);
    }

    function test_reverts_whenASignatureIsTheTwin(uint256 seed, bytes32 claim, uint256 at) external {
        Evidence memory evidence = _signed(seed, THRESHOLD, claim, START);
        at = bound(at, 0, THRESHOLD - 1);
        (bytes32 r, uint256 s) = abi.decode(evidence.signatures[at], (bytes32, uint256));
        s = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141 - s;
        uint8 v = evidence.signatures[at][64] == bytes1(uint8(27)) ? 28 : 27;
        address recovered = ecrecover(_claimDigest(claim, START), v, r, bytes32(s));
        assertEq(recovered, signers[evidence.indices[at]], "a signature all the same");
        evidence.signatures[at] = abi.encodePacked(r, s, v);
        _expectSignatureInvalid(claim, evidence, at, address(0));
    }

    function test_reverts_whenASignatureIsMalformed(uint256 seed, bytes32 claim, uint256 at, bytes calldata given)
        external
    {
        vm.assume(given.length != 65);
        Evidence memory evidence = _signed(seed, THRESHOLD, claim, START);
        at = bound(at, 0, THRESHOLD - 1);
        evidence.signatures[at] = given;
        _expectSignatureInvalid(claim, evidence, at, address(0));
    }

    function test_reverts_whenEvidenceIsMalformed(uint256 seed, bytes32 claim, uint256 length) external {
        bytes memory encoded = _encode(_signed(seed, THRESHOLD, claim, START));
        // 65 bytes of signature end 31 before the padding does.
        bytes memory shortened = new bytes(bound(length, 0, encoded.length - 32));
        for (uint256 i = 0; i < shortened.length; ++i) {
            shortened[i] = encoded[i];
        }
        vm.expectRevert(bytes(""));
        verifier.verify(claim, shortened);
    }

    function test_returns_whenEnoughSigned(uint256 seed, bytes32 claim, uint256 count, uint256 deadline) external view {
        deadline = bound(deadline, START, type(uint256).max);
        verifier.verify(claim, _encode(_signed(seed, bound(count, THRESHOLD, SIGNERS), claim, deadline)));
        assertEq(verifier.claimDigest(claim, deadline), _claimDigest(claim, deadline));
    }

    function _expectRefusal(bytes32 claim, Evidence memory evidence, bytes memory reason) private {
        vm.expectRevert(reason);
        verifier.verify(claim, _encode(evidence));
    }

    function _expectNotAscending(bytes32 claim, Evidence memory evidence, uint256 at) private {
        uint256 least = evidence.indices[at - 1] + 1;
        bytes memory reason =
            abi.encodeWithSelector(QuorumVerifier.QuorumIndexNotAscending.selector, evidence.indices[at], least);
        _expectRefusal(claim, evidence, reason);
    }

    /// @dev The first is refused; it recovers to somebody, whoever that is.
    function _expectAllInvalid(bytes32 claim, Evidence memory evidence) private {
        bytes memory signature = evidence.signatures[0];
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        address recovered = ecrecover(_claimDigest(claim, evidence.deadline), uint8(signature[64]), r, s);
        _expectSignatureInvalid(claim, evidence, 0, recovered);
    }

    function _expectSignatureInvalid(bytes32 claim, Evidence memory evidence, uint256 at, address recovered) private {
        uint256 index = evidence.indices[at];
        bytes memory reason =
            abi.encodeWithSelector(QuorumVerifier.QuorumSignatureInvalid.selector, index, recovered, signers[index]);
        _expectRefusal(claim, evidence, reason);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";
import {EnclaveSignatureVerifier} from "src/verifiers/EnclaveSignatureVerifier.sol";
import {EnclaveRegistryHarness} from "test/unit/EnclaveRegistry/EnclaveRegistryHarness.sol";

// verify
// ├── when the deadline has passed                        → reverts EnclaveClaimExpired
// ├── when the signer is not active                       → reverts EnclaveNotActive
// ├── when the signer is of another kind                  → reverts EnclaveKindMismatch
// ├── when another key signed, or it signed another claim, deadline, verifier or chain, or the signature is malformed
// │   or the malleable twin                               → reverts EnclaveClaimSignatureInvalid
// ├── when the evidence is malformed                      → reverts
// └── otherwise                                           → returns
contract EnclaveSignatureVerifier_Verify_Test is EnclaveRegistryHarness {
    EnclaveSignatureVerifier private verifier;

    function setUp() public override {
        super.setUp();
        verifier = new EnclaveSignatureVerifier(registry, MATCHER);
    }

    function test_reverts_whenDeadlineHasPassed(uint256 key, bytes32 claim, uint256 late) external {
        bytes memory evidence = _evidence(_registered(key), claim, START);
        vm.warp(START + bound(late, 1, 3650 days));
        vm.expectRevert(
            abi.encodeWithSelector(EnclaveSignatureVerifier.EnclaveClaimExpired.selector, START, block.timestamp)
        );
        verifier.verify(claim, evidence);
    }

    function test_reverts_whenNotRegistered(uint256 key, bytes32 claim) external {
        key = _boundKey(key);
        _expectNotActive(key, claim);
    }

    function test_reverts_whenRevoked(uint256 key, bytes32 claim) external {
        key = _registered(key);
        _revoke(vm.addr(key));
        _expectNotActive(key, claim);
    }

    function test_reverts_whenExpired(uint256 key, bytes32 claim, uint256 after_) external {
        key = _registered(key);
        vm.warp(START + MAX_AGE + bound(after_, 0, 3650 days));
        _expectNotActive(key, claim);
    }

    function test_reverts_whenPaused(uint256 key, bytes32 claim) external {
        key = _registered(key);
        _pause();
        _expectNotActive(key, claim);
    }

    function test_reverts_whenSignerIsZero(bytes32 claim, bytes calldata signature) external {
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.EnclaveNotActive.selector, address(0)));
        verifier.verify(claim, abi.encode(address(0), START, signature));
    }

    function test_reverts_whenKindIsAnother(uint256 key, bytes32 claim, uint32 kind) external {
        vm.assume(kind != MATCHER);
        verifier = new EnclaveSignatureVerifier(registry, kind);
        bytes memory evidence = _evidence(_registered(key), claim, START);
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.EnclaveKindMismatch.selector, MATCHER, kind));
        verifier.verify(claim, evidence);
    }

    function test_reverts_whenAnotherKeySigned(uint256 key, uint256 otherKey, bytes32 claim) external {
        key = _registered(key);
        otherKey = _boundKey(otherKey);
        vm.assume(vm.addr(otherKey) != vm.addr(key));
        bytes memory signature = _signature(otherKey, _claimDigest(claim, START));
        _expectSignatureInvalid(claim, START, key, signature, vm.addr(otherKey));
    }

    function test_reverts_whenClaimIsAnother(uint256 key, bytes32 claim, bytes32 other) external {
        vm.assume(claim != other);
        key = _registered(key);
        bytes memory signature = _signature(key, _claimDigest(claim, START));
        _expectSignatureInvalid(other, START, key, signature, _recover(_claimDigest(other, START), signature));
    }

    function test_reverts_whenDeadlineIsProlonged(uint256 key, bytes32 claim, uint256 deadline) external {
        deadline = bound(deadline, START + 1, type(uint256).max);
        key = _registered(key);
        bytes memory signature = _signature(key, _claimDigest(claim, START));
        address recovered = _recover(_claimDigest(claim, deadline), signature);
        _expectSignatureInvalid(claim, deadline, key, signature, recovered);
    }

    function test_reverts_whenVerifierIsAnother(uint256 key, bytes32 claim) external {
        key = _registered(key);
        bytes memory signature = _signature(key, _claimDigest(claim, START));
        verifier = new EnclaveSignatureVerifier(registry, MATCHER);
        _expectSignatureInvalid(claim, START, key, signature, _recover(_claimDigest(claim, START), signature));
    }

    function test_reverts_whenChainIsAnother(uint256 key, bytes32 claim, uint64 chainId) external {
        vm.assume(chainId != CHAIN_ID && chainId != 0);
        key = _registered(key);
        bytes memory signature = _signature(key, _claimDigest(claim, START));
        vm.chainId(chainId);
        _expectSignatureInvalid(claim, START, key, signature, _recover(_claimDigest(claim, START), signature));
    }

    function test_reverts_whenSignatureIsTheTwin(uint256 key, bytes32 claim) external {
        key = _registered(key);
        bytes memory twin = _twin(_signature(key, _claimDigest(claim, START)));
        assertEq(_recover(_claimDigest(claim, START), twin), vm.addr(key), "a signature all the same");
        _expectSignatureInvalid(claim, START, key, twin, address(0));
    }

    function test_reverts_whenSignatureIsMalformed(uint256 key, bytes32 claim, bytes calldata signature) external {
        vm.assume(signature.length != 65);
        _expectSignatureInvalid(claim, START, _registered(key), signature, address(0));
    }

    /// @dev An action that the enclave signed is no claim, and the other way round.
    function test_reverts_whenAnActionWasSigned(uint256 key, bytes32 claim) external {
        key = _registered(key);
        bytes memory signature = _action(key, address(this), claim).signature;
        _expectSignatureInvalid(claim, START, key, signature, _recover(_claimDigest(claim, START), signature));
    }

    function test_reverts_whenEvidenceIsMalformed(uint256 key, bytes32 claim, uint256 length) external {
        bytes memory evidence = _evidence(_registered(key), claim, START);
        // 65 bytes of signature end 31 before the padding does.
        bytes memory shortened = new bytes(bound(length, 0, evidence.length - 32));
        for (uint256 i = 0; i < shortened.length; ++i) {
            shortened[i] = evidence[i];
        }
        vm.expectRevert(bytes(""));
        verifier.verify(claim, shortened);
    }

    function test_returns_whenSigned(uint256 key, bytes32 claim, uint256 deadline, uint256 waited) external {
        key = _registered(key);
        vm.warp(START + bound(waited, 0, MAX_AGE - 1));
        deadline = bound(deadline, block.timestamp, type(uint256).max);
        verifier.verify(claim, _evidence(key, claim, deadline));
        assertEq(verifier.claimDigest(claim, deadline), _claimDigest(claim, deadline));
    }

    /// @dev EIP-712, as an enclave computes it.
    function _claimDigest(bytes32 claim, uint256 deadline) private view returns (bytes32) {
        bytes32 typehash = keccak256("EnclaveClaim(bytes32 claim,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typehash, claim, deadline));
        return _typedDataDigest("EnclaveSignatureVerifier", address(verifier), structHash);
    }

    function _evidence(uint256 key, bytes32 claim, uint256 deadline) private view returns (bytes memory) {
        return abi.encode(vm.addr(key), deadline, _signature(key, _claimDigest(claim, deadline)));
    }

    function _registered(uint256 key) private returns (uint256) {
        key = _boundKey(key);
        _register(key);
        return key;
    }

    function _expectNotActive(uint256 key, bytes32 claim) private {
        bytes memory evidence = _evidence(key, claim, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.EnclaveNotActive.selector, vm.addr(key)));
        verifier.verify(claim, evidence);
    }

    function _expectSignatureInvalid(
        bytes32 claim,
        uint256 deadline,
        uint256 key,
        bytes memory signature,
        address recovered
    ) private {
        address signer = vm.addr(key);
        vm.expectRevert(
            abi.encodeWithSelector(EnclaveSignatureVerifier.EnclaveClaimSignatureInvalid.selector, recovered, signer)
        );
        verifier.verify(claim, abi.encode(signer, deadline, signature));
    }
}

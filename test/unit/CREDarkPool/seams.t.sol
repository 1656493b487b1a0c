// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {IAttestationVerifier} from "src/interfaces/IAttestationVerifier.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";
import {RequestStatus, Round} from "src/types/Pool.sol";
import {KeyChange, Settlement} from "src/types/Settlement.sol";
import {AllOfVerifier} from "src/verifiers/AllOfVerifier.sol";
import {EnclaveSignatureVerifier} from "src/verifiers/EnclaveSignatureVerifier.sol";
import {QuorumVerifier} from "src/verifiers/QuorumVerifier.sol";
import {FailingVerifier} from "test/mocks/FailingVerifier.sol";
import {EnclaveRegistryHarness} from "test/unit/EnclaveRegistry/EnclaveRegistryHarness.sol";
import {QuorumHarness} from "test/unit/QuorumVerifier/QuorumHarness.sol";

/// @notice A committee, and its signatures.
contract Quorum is QuorumHarness {
    function deployed() external view returns (QuorumVerifier) {
        return verifier;
    }

    function evidenceOf(uint256 seed, uint256 count, bytes32 claim, uint256 deadline)
        external
        view
        returns (bytes memory)
    {
        return _encode(_signed(seed, count, claim, deadline));
    }
}

/// @notice A registry, and enclaves in it.
contract Enclaves is EnclaveRegistryHarness {
    EnclaveSignatureVerifier public verifier;

    function setUp() public override {
        super.setUp();
        verifier = new EnclaveSignatureVerifier(registry, MATCHER);
    }

    function start(uint256 key) external returns (address) {
        return _register(key);
    }

    function revoke(address signer) external {
        _revoke(signer);
    }

    function evidenceOf(uint256 key, bytes32 claim, uint256 deadline) external view returns (bytes memory) {
        return abi.encode(vm.addr(key), deadline, _signature(key, verifier.claimDigest(claim, deadline)));
    }
}

// seams
// ├── attestation by a quorum          → enough signatures over this very claim settle, fewer or others do not
// ├── attestation by an enclave        → settles while the registry says that it is active; another can take its place
// ├── attestation by both              → neither alone settles
// ├── any verifier that refuses, says nothing, burns all gas or is not there
// │                                    → nothing changes; settled once it works again in time, or the round expires
// └── any amount of gas                → all is settled, or nothing changes
contract CREDarkPool_Seams_Test is RoundsHarness {
    uint256 private constant FIRST_ENCLAVE = 1001;
    uint256 private constant SECOND_ENCLAVE = 1002;

    Quorum private quorum;
    Enclaves private enclaves;

    function setUp() public override {
        quorum = new Quorum();
        quorum.setUp();
        enclaves = new Enclaves();
        enclaves.setUp();
        enclaves.start(FIRST_ENCLAVE);
        enclaves.start(SECOND_ENCLAVE);
        super.setUp();
    }

    // --- a quorum ---

    function test_settlesWithAQuorum(uint256 seed, uint256 count) external {
        count = bound(count, 5, 7);
        _attestBy(quorum.deployed());
        bytes32 claim = _closeOne(seed);
        _fill(quorum.evidenceOf(seed, count, claim, block.timestamp));
        _assertSettled();

        // And the next round, which is a request's.
        claim = _closeRequest(seed);
        _fill(quorum.evidenceOf(~seed, count, claim, block.timestamp));
        _assertSettled();
    }

    function test_reverts_whenTheQuorumIsNotReached(uint256 seed, uint256 count) external {
        count = bound(count, 0, 4);
        _attestBy(quorum.deployed());
        bytes32 claim = _closeOne(seed);
        _expectUnsettled(
            quorum.evidenceOf(seed, count, claim, block.timestamp),
            abi.encodeWithSelector(QuorumVerifier.QuorumNotReached.selector, count, 5)
        );
    }

    function test_reverts_whenTheQuorumAttestedAnotherClaim(uint256 seed, bytes32 other) external {
        _attestBy(quorum.deployed());
        vm.assume(_closeOne(seed) != other);
        _expectUnsettled(
            quorum.evidenceOf(seed, 5, other, block.timestamp), QuorumVerifier.QuorumSignatureInvalid.selector
        );
    }

    // --- an enclave ---

    function test_settlesWithAnEnclave(uint256 seed, uint256 waited) external {
        _attestBy(enclaves.verifier());
        bytes32 claim = _closeOne(seed);
        uint256 deadline = block.timestamp + bound(waited, 0, WINDOW);
        bytes memory evidence = enclaves.evidenceOf(FIRST_ENCLAVE, claim, deadline);
        vm.warp(deadline);
        _fill(evidence);
        _assertSettled();
    }

    /// @dev What it has signed counts no longer; another one settles the same round.
    function test_reverts_whenTheEnclaveIsRevokedInTheRound(uint256 seed) external {
        _attestBy(enclaves.verifier());
        bytes32 claim = _closeOne(seed);
        bytes memory evidence = enclaves.evidenceOf(FIRST_ENCLAVE, claim, block.timestamp);
        enclaves.revoke(vm.addr(FIRST_ENCLAVE));
        _expectUnsettled(
            evidence, abi.encodeWithSelector(IEnclaveRegistry.EnclaveNotActive.selector, vm.addr(FIRST_ENCLAVE))
        );

        _fill(enclaves.evidenceOf(SECOND_ENCLAVE, claim, block.timestamp));
        _assertSettled();
    }

    function test_reverts_whenTheEnclaveWasTooLate(uint256 seed, uint256 late) external {
        _attestBy(enclaves.verifier());
        uint256 deadline = block.timestamp;
        bytes memory evidence = enclaves.evidenceOf(FIRST_ENCLAVE, _closeOne(seed), deadline);
        skip(bound(late, 1, WINDOW));
        _expectUnsettled(
            evidence,
            abi.encodeWithSelector(EnclaveSignatureVerifier.EnclaveClaimExpired.selector, deadline, block.timestamp)
        );
    }

    /// @dev Registered or not: whoever runs it is not asked.
    function test_reverts_whenNoEnclaveSigned(uint256 seed, uint256 key) external {
        key = boundPrivateKey(key);
        vm.assume(key != FIRST_ENCLAVE && key != SECOND_ENCLAVE);
        _attestBy(enclaves.verifier());
        bytes memory evidence = enclaves.evidenceOf(key, _closeOne(seed), block.timestamp);
        _expectUnsettled(evidence, abi.encodeWithSelector(IEnclaveRegistry.EnclaveNotActive.selector, vm.addr(key)));
    }

    // --- both ---

    function test_settlesWithBoth(uint256 seed) external {
        _attestBy(_both());
        bytes32 claim = _closeOne(seed);
        _fill(_evidenceOfBoth(seed, claim, claim));
        _assertSettled();
        claim = _closeRequest(seed);
        _fill(_evidenceOfBoth(seed, claim, claim));
        _assertSettled();
    }

    function test_reverts_whenOneOfBothIsMissing(uint256 seed, bool isQuorum) external {
        _attestBy(_both());
        bytes32 claim = _closeOne(seed);
        bytes[] memory one = new bytes[](1);
        one[0] = isQuorum
            ? quorum.evidenceOf(seed, 5, claim, block.timestamp)
            : enclaves.evidenceOf(FIRST_ENCLAVE, claim, block.timestamp);
        _expectUnsettled(abi.encode(one), abi.encodeWithSelector(AllOfVerifier.EvidenceCountMismatch.selector, 1, 2));
    }

    function test_reverts_whenOneOfBothAttestedAnotherClaim(uint256 seed, bytes32 other, bool isQuorum) external {
        _attestBy(_both());
        bytes32 claim = _closeOne(seed);
        vm.assume(claim != other);
        bytes memory evidence = isQuorum ? _evidenceOfBoth(seed, other, claim) : _evidenceOfBoth(seed, claim, other);
        _expectUnsettled(
            evidence,
            isQuorum
                ? QuorumVerifier.QuorumSignatureInvalid.selector
                : EnclaveSignatureVerifier.EnclaveClaimSignatureInvalid.selector
        );
    }

    // --- verifiers that fail ---

    function test_changesNothing_whenAVerifierFails(uint256 seed, uint256 manner, bool isProof, bool isRequested)
        external
    {
        address failing = address(isProof ? address(proofVerifier) : address(attestationVerifier));
        bytes memory code = failing.code;
        uint256 requestId = _closeFrom(seed, isRequested);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, _someSettlement());
        bytes32 before = _digest();

        manner = bound(manner, 0, 3);
        // The fourth manner: there is no code.
        bytes memory others =
            manner == 3 ? bytes("") : address(new FailingVerifier(FailingVerifier.Manner(manner))).code;
        vm.etch(failing, others);
        if (manner == 0) vm.expectRevert(abi.encodeWithSelector(FailingVerifier.Refused.selector, failing));
        else vm.expectRevert(bytes(""));
        pool.confidentialFill{gas: 10_000_000}(requestId, zkProof, evidence);
        assertEq(_digest(), before);

        vm.etch(failing, code);
        pool.confidentialFill(requestId, zkProof, evidence);
        assertNotEq(_digest(), before);
    }

    /// @dev A verifier that never works again keeps nobody's stake, and the queue goes to those who leave.
    function test_expires_whenAVerifierNeverWorksAgain(uint256 seed, uint256 manner, bool isProof) external {
        FailingVerifier failing = new FailingVerifier(FailingVerifier.Manner(bound(manner, 0, 2)));
        uint256 requestId = _closeFrom(seed, true);
        uint256 slot = pool.request(requestId).slot;
        vm.etch(isProof ? address(proofVerifier) : address(attestationVerifier), address(failing).code);
        _end(false);
        assertEq(uint256(pool.request(requestId).status), uint256(RequestStatus.EXPIRED));
        assertEq(pool.creditOf(_account(slot)).etherAmount, STAKE);
        _freeze();
        assertTrue(pool.isFrozen());
    }

    /// @dev Wherever it runs out, in a verifier or after it.
    function test_settlesAllOrNothing_whateverTheGas(uint256 seed, uint256 gas_, bool isRequested) external {
        uint256 requestId = _closeFrom(seed, isRequested);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, _someSettlement());
        bytes memory data = abi.encodeCall(pool.confidentialFill, (requestId, zkProof, evidence));
        bytes32 before = _digest();
        uint256 snapshot = vm.snapshotState();
        pool.confidentialFill(requestId, zkProof, evidence);
        bytes32 settled = _digest();
        assertNotEq(settled, before);
        vm.revertToState(snapshot);

        (bool isSettled,) = address(pool).call{gas: bound(gas_, 30_000, 600_000)}(data);
        assertEq(_digest(), isSettled ? settled : before);
    }

    // --- builders ---

    /// @dev A pool like the one before, but for who attests; nobody has an active key in it.
    function _attestBy(IAttestationVerifier verifier) private {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.attestationVerifier = verifier;
        pool = _deploy(wiring);
    }

    function _both() private returns (AllOfVerifier) {
        IAttestationVerifier[] memory children = new IAttestationVerifier[](2);
        children[0] = quorum.deployed();
        children[1] = enclaves.verifier();
        return new AllOfVerifier(children);
    }

    function _evidenceOfBoth(uint256 seed, bytes32 quorumClaim, bytes32 enclaveClaim)
        private
        view
        returns (bytes memory)
    {
        bytes[] memory evidences = new bytes[](2);
        evidences[0] = quorum.evidenceOf(seed, 5, quorumClaim, block.timestamp);
        evidences[1] = enclaves.evidenceOf(FIRST_ENCLAVE, enclaveClaim, block.timestamp);
        return abi.encode(evidences);
    }

    /// @dev A round that gives the first slot its key.
    function _closeOne(uint256 seed) private returns (bytes32 claim) {
        vm.prank(_account(0));
        pool.registerSlot(_commitment(seed), _sealedKey(seed));
        _closeIdle();
        return _claim();
    }

    function _closeRequest(uint256 seed) private returns (bytes32 claim) {
        _request(0, seed);
        _closeDue();
        return _claim();
    }

    function _closeFrom(uint256 seed, bool isRequested) private returns (uint256 requestId) {
        if (isRequested) _request(_boundKeyed(seed), seed);
        else _makeDue();
        return (isRequested ? _closeDue() : _closeNow()).requestId;
    }

    /// @dev Of the closed round: with the first slot's key, as long as it waits.
    function _someSettlement() private view returns (Settlement memory settlement) {
        (Round memory round,) = pool.lastRound();
        settlement = round.requestId == 0 ? _settlement() : _requestSettlement();
        bytes32 pending = pool.slot(0).pendingKey;
        if (pending == 0) return settlement;
        settlement.keyChanges = new KeyChange[](1);
        settlement.keyChanges[0] = KeyChange(0, pending);
    }

    function _inputs() private view returns (bytes32[] memory) {
        (Round memory round,) = pool.lastRound();
        return pool.publicInputs(round.requestId, abi.encode(_someSettlement(), bytes("")));
    }

    function _claim() private view returns (bytes32) {
        (Round memory round,) = pool.lastRound();
        return pool.settlementClaim(round.number, keccak256(abi.encodePacked(_inputs())));
    }

    /// @dev With its proof, and this attestation.
    function _fill(bytes memory evidence) private {
        (Round memory round,) = pool.lastRound();
        bytes memory zkProof = abi.encode(_someSettlement(), proofVerifier.proofFor(_inputs()));
        pool.confidentialFill(round.requestId, zkProof, evidence);
    }

    // --- assertions ---

    function _expectUnsettled(bytes memory evidence, bytes memory reason) private {
        (Round memory round,) = pool.lastRound();
        bytes memory zkProof = abi.encode(_someSettlement(), proofVerifier.proofFor(_inputs()));
        vm.expectRevert(reason);
        pool.confidentialFill(round.requestId, zkProof, evidence);
        _assertUnsettled();
    }

    /// @dev Whatever the error's arguments are: whom a wrong signature recovers to says nothing.
    function _expectUnsettled(bytes memory evidence, bytes4 selector) private {
        (Round memory round,) = pool.lastRound();
        bytes memory zkProof = abi.encode(_someSettlement(), proofVerifier.proofFor(_inputs()));
        vm.expectPartialRevert(selector);
        pool.confidentialFill(round.requestId, zkProof, evidence);
        _assertUnsettled();
    }

    function _assertSettled() private view {
        (, bool isClosed) = pool.lastRound();
        assertFalse(isClosed);
        assertEq(pool.state().root, _settlement().newRoot);
        assertEq(pool.slot(0).pendingKey, 0);
    }

    function _assertUnsettled() private view {
        (, bool isClosed) = pool.lastRound();
        assertTrue(isClosed);
        assertNotEq(pool.state().root, _settlement().newRoot);
        assertEq(pool.slot(0).activeKey, 0);
    }

    /// @dev Of what a settlement changes.
    function _digest() private view returns (bytes32) {
        (Round memory round, bool isClosed) = pool.lastRound();
        (uint256 head, uint256 tail) = pool.queueBounds();
        return keccak256(
            abi.encode(pool.state(), round, isClosed, head, tail, pool.liveRequest(), pool.request(round.requestId))
        );
    }
}

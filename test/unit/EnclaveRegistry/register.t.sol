// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {Governed} from "src/governance/Governed.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {Enclave, EnclavePolicy, PlatformStatus} from "src/types/Enclave.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {TdxClaims, TdxQuote} from "src/types/TdxQuote.sol";

// register, the first time
// ├── when paused                                               → reverts RegistryPaused
// ├── when the signer is zero                                   → reverts ZeroAddress
// ├── when the reference block is too old, or no block yet      → reverts ReferenceBlockUnknown
// ├── when the quote is not genuine                             → reverts as the quote verifier does
// ├── when the quote names another chain, registry, kind, mask, signer or encryption key → reverts ReportDataMismatch
// ├── when the quote names another block, or one since reorganised → reverts ReferenceBlockMismatch
// ├── when no policy has this kind, mask and measurement, or it is not in force → reverts PolicyNotInForce
// ├── when only an empty MRCONFIGID stands for the application  → reverts ApplicationNotMeasured
// ├── when the TCB is worse than the policy allows, or unheard of → reverts TcbStatusRefused
// ├── when the collateral is older than the policy allows       → reverts EvaluationNumberTooLow
// ├── when the platform is unknown or banned                    → reverts PlatformNotAllowed
// ├── when the collateral is over                               → reverts QuoteExpired
// └── otherwise                                                 → is active, emits EnclaveRegistered
//     ├── fields outside the mask are ignored
//     └── expires with policy, collateral or age, whichever is first
contract EnclaveRegistry_Register_Test is EnclaveRegistryHarness {
    /// @dev MRTD, MRCONFIGID and RTMR0 to 2.
    uint16 private constant WITH_CONFIG_ID = 0x1cc;

    IEnclaveRegistry.Registration private registration;

    function test_reverts_whenPaused(uint256 key) external {
        TdxClaims memory claims = _approved(key);
        _pause();
        _expectRefusal(registration, claims, abi.encodeWithSelector(IEnclaveRegistry.RegistryPaused.selector));
    }

    function test_reverts_whenSignerIsZero(uint256 key) external {
        _approved(key);
        registration.signer = address(0);
        bytes memory reason = abi.encodeWithSelector(Governed.ZeroAddress.selector, "signer");
        _expectRefusal(registration, _claims(registration), reason);
    }

    function test_reverts_whenReferenceBlockIsTooOld(uint256 key, uint256 age) external {
        _approved(key);
        registration.referenceBlock = uint64(block.number - bound(age, KNOWN_BLOCKS + 1, block.number));
        _expectReferenceBlockUnknown();
    }

    function test_reverts_whenReferenceBlockIsNotMinedYet(uint256 key, uint256 ahead) external {
        _approved(key);
        registration.referenceBlock = uint64(bound(ahead, block.number, type(uint64).max));
        _expectReferenceBlockUnknown();
    }

    function test_registers_withTheOldestKnownBlock(uint256 key) external {
        _approved(key);
        registration.referenceBlock = uint64(block.number - KNOWN_BLOCKS);
        _register(registration, _claims(registration));
        assertTrue(registry.isActive(registration.signer));
    }

    function test_reverts_whenQuoteIsNotGenuine(uint256 key, uint256 at, uint8 flipped) external {
        TdxQuote memory quote = quoteVerifier.quoteOf(_approved(key));
        flipped = uint8(bound(flipped, 1, type(uint8).max));
        quote.signedReport[at % quote.signedReport.length] ^= bytes1(flipped);
        vm.expectRevert(ITdxQuoteVerifier.QuoteSignatureInvalid.selector);
        registry.register(registration, quote);
    }

    function test_reverts_whenQuoteIsForAnotherKind(uint256 key, uint32 kind) external {
        TdxClaims memory claims = _approved(key);
        vm.assume(kind != registration.kind);
        registration.kind = kind;
        _expectReportDataMismatch(claims);
    }

    /// @dev Or a stranger could choose under which of two policies a key lives.
    function test_reverts_whenQuoteIsForOtherFields(uint256 key, uint16 fields) external {
        TdxClaims memory claims = _approved(key);
        vm.assume(fields != registration.fields);
        registration.fields = fields;
        _expectReportDataMismatch(claims);
    }

    /// @dev A deployment that leaves MRCONFIGID empty would be approved with any application.
    function test_reverts_whenAnEmptyConfigIdStandsForTheApplication(uint256 key) external {
        _approved(key);
        registration.fields = WITH_CONFIG_ID;
        TdxClaims memory claims = _claims(registration);
        bytes32 policyId = keccak256(abi.encode(registration.kind, WITH_CONFIG_ID, _digest(claims.measured)));
        _expectPolicyNotInForce(claims, policyId);

        for (uint256 i = 64; i < 112; ++i) {
            claims.measured[i] = 0;
        }
        _expectRefusal(
            registration,
            claims,
            abi.encodeWithSelector(IEnclaveRegistry.ApplicationNotMeasured.selector, WITH_CONFIG_ID)
        );
    }

    function test_reverts_whenQuoteIsForAnotherSigner(uint256 key, address signer) external {
        TdxClaims memory claims = _approved(key);
        vm.assume(signer != registration.signer && signer != address(0));
        registration.signer = signer;
        _expectReportDataMismatch(claims);
    }

    function test_reverts_whenQuoteIsForAnotherEncryptionKey(uint256 key, bytes32 encryptionKey) external {
        TdxClaims memory claims = _approved(key);
        vm.assume(encryptionKey != registration.encryptionKey);
        registration.encryptionKey = encryptionKey;
        _expectReportDataMismatch(claims);
    }

    function test_reverts_whenQuoteIsForAnotherRegistry(uint256 key) external {
        TdxClaims memory claims = _approved(key);
        registry = _deploy();
        _expectReportDataMismatch(claims);
    }

    function test_reverts_whenQuoteIsForAnotherChain(uint256 key, uint64 chainId) external {
        TdxClaims memory claims = _approved(key);
        vm.assume(chainId != CHAIN_ID && chainId != 0);
        vm.chainId(chainId);
        _expectReportDataMismatch(claims);
    }

    function test_reverts_whenReferenceBlockIsAnother(uint256 key, uint256 age) external {
        TdxClaims memory claims = _approved(key);
        registration.referenceBlock = uint64(block.number - bound(age, 2, KNOWN_BLOCKS));
        _expectReferenceBlockMismatch(claims);
    }

    function test_reverts_whenReferenceBlockIsReorganised(uint256 key, bytes32 replacedBy) external {
        TdxClaims memory claims = _approved(key);
        vm.assume(replacedBy != 0 && replacedBy != claims.reportData[1]);
        vm.setBlockhash(registration.referenceBlock, replacedBy);
        _expectReferenceBlockMismatch(claims);
    }

    function test_reverts_whenMeasurementIsNotApproved(uint256 key, uint256 at, uint8 flipped) external {
        TdxClaims memory claims = _approved(key);
        // TD attributes, XFAM, MRTD: the first 64 bytes; RTMR0 to 3: the last 192.
        at = bound(at, 0, 64 + 192 - 1);
        claims.measured[at < 64 ? at : at + 144] ^= bytes1(uint8(bound(flipped, 1, type(uint8).max)));
        bytes32 policyId = registry.policyIdOf(registration.kind, FIELDS, _measurement(claims.measured));
        _expectPolicyNotInForce(claims, policyId);
    }

    function test_reverts_whenMaskIsNotApproved(uint256 key, uint16 fields) external {
        _approved(key);
        registration.fields = uint16(bound(fields, 0, ALL_FIELDS));
        vm.assume(registration.fields != FIELDS);
        TdxClaims memory claims = _claims(registration);
        bytes32 measurement = registry.measurementOf(registration.fields, claims.measured);
        _expectPolicyNotInForce(claims, registry.policyIdOf(registration.kind, registration.fields, measurement));
    }

    function test_reverts_whenKindIsNotApproved(uint256 key, uint32 kind) external {
        _approved(key);
        vm.assume(kind != registration.kind);
        registration.kind = kind;
        bytes32 policyId = registry.policyIdOf(kind, FIELDS, _measurement(_measured()));
        _expectPolicyNotInForce(_claims(registration), policyId);
    }

    function test_reverts_whenPolicyIsNotYetInForce(uint256 key, uint64 validFrom) external {
        EnclavePolicy memory policy = _policy();
        policy.validFrom = uint64(bound(validFrom, START + DELAY + 1, policy.validUntil - 1));
        _setPolicy(policy);
        _expectPolicyNotInForce(_approved(key), _policyId());
        vm.warp(policy.validFrom - 1);
        _expectPolicyNotInForce(_approved(key), _policyId());
        vm.warp(policy.validFrom);
        _register(registration, _approved(key));
    }

    function test_reverts_whenPolicyIsOver(uint256 key, uint256 after_) external {
        vm.warp(_policy().validUntil + bound(after_, 0, 3650 days));
        _expectPolicyNotInForce(_approved(key), _policyId());
    }

    function test_reverts_whenMeasurementIsRetired(uint256 key) external {
        _retire();
        _expectPolicyNotInForce(_approved(key), _policyId());
    }

    function test_reverts_whenTcbIsWorseThanAllowed(uint256 key, uint8 worst, uint8 given) external {
        EnclavePolicy memory policy = _policy();
        policy.worstTcbStatus = TcbStatus(bound(worst, 1, uint256(TcbStatus.REVOKED) - 1));
        _setPolicy(policy);
        TdxClaims memory claims = _approved(key);
        claims.tcbStatus = TcbStatus(bound(given, uint256(policy.worstTcbStatus) + 1, uint256(TcbStatus.REVOKED)));
        _expectTcbStatusRefused(claims, policy.worstTcbStatus);
    }

    function test_reverts_whenTcbIsUnrecognized(uint256 key) external {
        TdxClaims memory claims = _approved(key);
        claims.tcbStatus = TcbStatus.UNRECOGNIZED;
        _expectTcbStatusRefused(claims, _policy().worstTcbStatus);
    }

    function test_reverts_whenEvaluationNumberIsTooLow(uint256 key, uint32 given) external {
        TdxClaims memory claims = _approved(key);
        claims.tcbEvaluationNumber = uint32(bound(given, 0, EVALUATION_NUMBER - 1));
        _expectRefusal(
            registration,
            claims,
            abi.encodeWithSelector(
                IEnclaveRegistry.EvaluationNumberTooLow.selector, claims.tcbEvaluationNumber, EVALUATION_NUMBER
            )
        );
    }

    function test_reverts_whenPlatformIsUnknown(uint256 key, bytes16 platform) external {
        vm.assume(platform != PLATFORM && platform != OTHER_PLATFORM);
        TdxClaims memory claims = _approved(key);
        claims.platform = platform;
        _expectPlatformNotAllowed(claims, PlatformStatus.UNKNOWN);
    }

    function test_reverts_whenPlatformIsBanned(uint256 key) external {
        _ban(PLATFORM);
        _expectPlatformNotAllowed(_approved(key), PlatformStatus.BANNED);
    }

    function test_reverts_whenCollateralIsOver(uint256 key, uint64 validUntil) external {
        TdxClaims memory claims = _approved(key);
        claims.validUntil = uint64(bound(validUntil, 0, block.timestamp));
        bytes memory reason =
            abi.encodeWithSelector(IEnclaveRegistry.QuoteExpired.selector, claims.validUntil, block.timestamp);
        _expectRefusal(registration, claims, reason);
    }

    function test_registers_whenApproved(uint256 key, address sender, uint8 status, uint32 evaluationNumber) external {
        TdxClaims memory claims = _approved(key);
        claims.tcbStatus = TcbStatus(bound(status, 1, uint256(_policy().worstTcbStatus)));
        claims.tcbEvaluationNumber = uint32(bound(evaluationNumber, EVALUATION_NUMBER, type(uint32).max));
        assertFalse(registry.isActive(registration.signer));
        TdxQuote memory quote = quoteVerifier.quoteOf(claims);

        _expectRegistered(claims, START + MAX_AGE);
        vm.prank(sender);
        registry.register(registration, quote);

        Enclave memory registered = registry.enclave(registration.signer);
        assertEq(registered.expiresAt, START + MAX_AGE);
        assertEq(registered.referenceBlock, registration.referenceBlock);
        assertEq(registered.nonce, 0);
        assertEq(registered.kind, registration.kind);
        assertTrue(registered.tcbStatus == claims.tcbStatus);
        assertFalse(registered.revoked);
        assertEq(registered.policyId, _policyId());
        assertEq(registered.encryptionKey, registration.encryptionKey);
        assertEq(registered.platform, PLATFORM);
        assertEq(registered.tcbEvaluationNumber, claims.tcbEvaluationNumber);
        assertEq(registered.registeredAt, START);
        assertTrue(registry.isActive(registration.signer));
        registry.requireActive(registration.signer, registration.kind);
    }

    function test_ignoresWhatThePolicyDoesNotLookAt(uint256 key, uint256 at, uint8 flipped) external {
        TdxClaims memory claims = _approved(key);
        // MRCONFIGID, MROWNER, MROWNERCONFIG.
        claims.measured[bound(at, 64, 64 + 144 - 1)] ^= bytes1(uint8(bound(flipped, 1, type(uint8).max)));
        _register(registration, claims);
        assertTrue(registry.isActive(registration.signer));
    }

    function test_expiresWithTheFirstOfItsBounds(uint256 key, uint64 collateral, uint64 policyEnd, uint32 maxAge)
        external
    {
        EnclavePolicy memory policy = _policy();
        policy.maxAge = uint32(bound(maxAge, 1, 30 days));
        policy.validUntil = uint64(bound(policyEnd, START + DELAY + 1, START + DELAY + 40 days));
        _setPolicy(policy);
        TdxClaims memory claims = _approved(key);
        claims.validUntil = uint64(bound(collateral, block.timestamp + 1, block.timestamp + 40 days));
        uint256 expiresAt = block.timestamp + policy.maxAge;
        if (claims.validUntil < expiresAt) expiresAt = claims.validUntil;
        if (policy.validUntil < expiresAt) expiresAt = policy.validUntil;

        _register(registration, claims);

        assertEq(registry.enclave(registration.signer).expiresAt, expiresAt);
        vm.warp(expiresAt - 1);
        assertTrue(registry.isActive(registration.signer));
        vm.warp(expiresAt);
        assertFalse(registry.isActive(registration.signer));
    }

    /// @dev Sets `registration`; what its genuine quote says.
    function _approved(uint256 key) private returns (TdxClaims memory) {
        registration = _registration(_boundKey(key));
        return _claims(registration);
    }

    function _expectRegistered(TdxClaims memory claims, uint256 expiresAt) private {
        vm.expectEmit(address(registry));
        emit IEnclaveRegistry.EnclaveRegistered(
            registration.signer,
            registration.kind,
            _policyId(),
            registration.encryptionKey,
            claims.platform,
            registration.referenceBlock,
            uint64(expiresAt),
            claims.tcbStatus,
            claims.tcbEvaluationNumber
        );
    }

    /// @dev keccak256 of MRTD, MRCONFIGID and RTMR0 to 2, by their offsets in a TD report.
    function _digest(bytes memory measured) private pure returns (bytes32) {
        bytes memory selected = new bytes(5 * 48);
        for (uint256 i = 0; i < 96; ++i) {
            selected[i] = measured[16 + i];
        }
        for (uint256 i = 0; i < 144; ++i) {
            selected[96 + i] = measured[208 + i];
        }
        return keccak256(selected);
    }

    function _expectReferenceBlockUnknown() private {
        bytes memory reason = abi.encodeWithSelector(
            IEnclaveRegistry.ReferenceBlockUnknown.selector, registration.referenceBlock, block.number
        );
        _expectRefusal(registration, _claims(registration), reason);
    }

    function _expectReferenceBlockMismatch(TdxClaims memory claims) private {
        bytes memory reason = abi.encodeWithSelector(
            IEnclaveRegistry.ReferenceBlockMismatch.selector,
            claims.reportData[1],
            blockhash(registration.referenceBlock)
        );
        _expectRefusal(registration, claims, reason);
    }

    function _expectReportDataMismatch(TdxClaims memory claims) private {
        bytes memory reason = abi.encodeWithSelector(
            IEnclaveRegistry.ReportDataMismatch.selector,
            claims.reportData[0],
            _binding(block.chainid, address(registry), registration)
        );
        _expectRefusal(registration, claims, reason);
    }

    function _expectPolicyNotInForce(TdxClaims memory claims, bytes32 policyId) private {
        bytes memory reason = abi.encodeWithSelector(IEnclaveRegistry.PolicyNotInForce.selector, policyId);
        _expectRefusal(registration, claims, reason);
    }

    function _expectTcbStatusRefused(TdxClaims memory claims, TcbStatus worst) private {
        bytes memory reason =
            abi.encodeWithSelector(IEnclaveRegistry.TcbStatusRefused.selector, claims.tcbStatus, worst);
        _expectRefusal(registration, claims, reason);
    }

    function _expectPlatformNotAllowed(TdxClaims memory claims, PlatformStatus status) private {
        bytes memory reason =
            abi.encodeWithSelector(IEnclaveRegistry.PlatformNotAllowed.selector, claims.platform, status);
        _expectRefusal(registration, claims, reason);
    }
}

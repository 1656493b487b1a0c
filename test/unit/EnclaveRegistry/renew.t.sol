// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {Enclave, EnclavePolicy} from "src/types/Enclave.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {TdxClaims, TdxQuote} from "src/types/TdxQuote.sol";

// register, of a key that is registered
// ├── when the key is revoked                                  → reverts EnclaveRevokedForGood
// ├── when kind, encryption key, policy or platform is another → reverts EnclaveChanged
// ├── when the reference block is not a later one              → reverts ReferenceBlockNotNewer
// │   └── so the same quote serves once
// └── otherwise                                                → prolongs it, even when expired
//     ├── its nonce stays
//     └── TCB status and evaluation number are the last quote's
contract EnclaveRegistry_Renew_Test is EnclaveRegistryHarness {
    function test_reverts_whenRevoked(uint256 key, uint256 waited) external {
        key = _boundKey(key);
        address signer = _register(key);
        _revoke(signer);
        _pass(bound(waited, 0, 60 days));
        bytes memory reason = abi.encodeWithSelector(IEnclaveRegistry.EnclaveRevokedForGood.selector, signer);
        _expectRefusal(_registration(key), _claims(_registration(key)), reason);
    }

    function test_reverts_whenKindIsAnother(uint256 key, uint32 kind) external {
        IEnclaveRegistry.Registration memory registration = _registeredBefore(key);
        vm.assume(kind != registration.kind);
        registration.kind = kind;
        _expectEnclaveChanged(registration, _claims(registration));
    }

    function test_reverts_whenEncryptionKeyIsAnother(uint256 key, bytes32 encryptionKey) external {
        IEnclaveRegistry.Registration memory registration = _registeredBefore(key);
        vm.assume(encryptionKey != registration.encryptionKey);
        registration.encryptionKey = encryptionKey;
        _expectEnclaveChanged(registration, _claims(registration));
    }

    /// @dev To another approved measurement: a new version has new keys.
    function test_reverts_whenPolicyIsAnother(uint256 key) external {
        EnclavePolicy memory policy = _policy();
        bytes memory measured = _measured();
        bytes32 measurement = registry.measurementOf(ALL_FIELDS, measured);
        _scheduleAndWait(abi.encodeCall(registry.setPolicy, (1, ALL_FIELDS, measurement, policy)));
        vm.prank(owner);
        registry.setPolicy(1, ALL_FIELDS, measurement, policy);
        IEnclaveRegistry.Registration memory registration = _registeredBefore(key);
        registration.fields = ALL_FIELDS;
        _expectEnclaveChanged(registration, _claims(registration));
    }

    function test_reverts_whenPlatformIsAnother(uint256 key) external {
        IEnclaveRegistry.Registration memory registration = _registeredBefore(key);
        TdxClaims memory claims = _claims(registration);
        claims.platform = OTHER_PLATFORM;
        _expectEnclaveChanged(registration, claims);
    }

    function test_reverts_whenReferenceBlockIsNotLater(uint256 key, uint256 back) external {
        key = _boundKey(key);
        IEnclaveRegistry.Registration memory registration = _registration(key);
        uint64 stored = registration.referenceBlock;
        _register(key);
        registration.referenceBlock = stored - uint64(bound(back, 0, KNOWN_BLOCKS - 1));
        bytes memory reason = abi.encodeWithSelector(
            IEnclaveRegistry.ReferenceBlockNotNewer.selector, registration.referenceBlock, stored
        );
        _expectRefusal(registration, _claims(registration), reason);
    }

    function test_reverts_whenQuoteIsUsedAgain(uint256 key, uint256 waited) external {
        IEnclaveRegistry.Registration memory registration = _registration(_boundKey(key));
        TdxQuote memory quote = quoteVerifier.quoteOf(_claims(registration));
        registry.register(registration, quote);
        vm.warp(START + bound(waited, 0, 60 days));
        bytes memory reason = abi.encodeWithSelector(
            IEnclaveRegistry.ReferenceBlockNotNewer.selector, registration.referenceBlock, registration.referenceBlock
        );
        vm.expectRevert(reason);
        registry.register(registration, quote);
    }

    function test_prolongs_whenNothingChanged(uint256 key, uint256 waited) external {
        key = _boundKey(key);
        address signer = _register(key);
        Enclave memory wanted = registry.enclave(signer);
        _pass(bound(waited, 0, 300 days));

        IEnclaveRegistry.Registration memory registration = _registration(key);
        TdxClaims memory claims = _claims(registration);
        claims.tcbStatus = TcbStatus.SW_HARDENING_NEEDED;
        claims.tcbEvaluationNumber = EVALUATION_NUMBER + 1;
        _register(registration, claims);

        wanted.expiresAt = uint64(block.timestamp + MAX_AGE);
        wanted.referenceBlock = registration.referenceBlock;
        wanted.tcbStatus = claims.tcbStatus;
        wanted.tcbEvaluationNumber = claims.tcbEvaluationNumber;
        wanted.registeredAt = uint64(block.timestamp);
        assertEq(abi.encode(registry.enclave(signer)), abi.encode(wanted));
        assertTrue(registry.isActive(signer));
    }

    function test_keepsTheNonce(uint256 key, bytes32 payload, uint256 uses) external {
        key = _boundKey(key);
        address signer = _register(key);
        uses = bound(uses, 1, 5);
        for (uint256 i = 0; i < uses; ++i) {
            registry.useAction(1, payload, _action(key, address(this), payload));
        }
        IEnclaveRegistry.Action memory used = _action(key, address(this), payload);
        registry.useAction(1, payload, used);
        _pass(0);
        _register(key);

        assertEq(registry.enclave(signer).nonce, uses + 1);
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.NonceMismatch.selector, uses, uses + 1));
        registry.useAction(1, payload, used);
    }

    /// @dev What a registered key would renew with, one block later.
    function _registeredBefore(uint256 key) private returns (IEnclaveRegistry.Registration memory) {
        key = _boundKey(key);
        _register(key);
        _pass(12);
        return _registration(key);
    }

    function _expectEnclaveChanged(IEnclaveRegistry.Registration memory registration, TdxClaims memory claims) private {
        bytes memory reason = abi.encodeWithSelector(IEnclaveRegistry.EnclaveChanged.selector, registration.signer);
        _expectRefusal(registration, claims, reason);
    }
}

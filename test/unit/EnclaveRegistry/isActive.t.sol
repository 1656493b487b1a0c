// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {EnclavePolicy} from "src/types/Enclave.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {TdxClaims} from "src/types/TdxQuote.sol";

// isActive and requireActive
// ├── when never registered                             → not active
// ├── when expired, revoked, or paused                  → not active
// ├── when its policy is retired                        → not active, at once
// ├── when its platform is banned                       → not active, at once; keys on others are
// ├── when its policy was made stricter                 → judged by the new one
// ├── when its policy was made laxer                    → expires as before
// ├── when the pause is lifted                          → active again
// └── when active, but of another kind                  → requireActive reverts EnclaveKindMismatch
contract EnclaveRegistry_IsActive_Test is EnclaveRegistryHarness {
    function test_isInactive_whenNeverRegistered(address signer) external {
        _expectInactive(signer);
    }

    function test_isInactive_whenExpired(uint256 key, uint256 after_) external {
        address signer = _register(_boundKey(key));
        vm.warp(START + MAX_AGE - 1);
        registry.requireActive(signer, MATCHER);
        vm.warp(START + MAX_AGE + bound(after_, 0, 3650 days));
        _expectInactive(signer);
    }

    function test_isInactive_whenRevoked(uint256 key) external {
        address signer = _register(_boundKey(key));
        _revoke(signer);
        _expectInactive(signer);
    }

    function test_isInactive_whilePaused(uint256 key) external {
        address signer = _register(_boundKey(key));
        _pause();
        _expectInactive(signer);
        vm.prank(owner);
        registry.unpause();
        registry.requireActive(signer, MATCHER);
    }

    function test_isInactive_whenPolicyIsRetired(uint256 key) external {
        address signer = _register(_boundKey(key));
        _retire();
        _expectInactive(signer);
    }

    function test_isInactive_whenPlatformIsBanned(uint256 key, uint256 otherKey) external {
        address signer = _register(_boundKey(key));
        otherKey = _boundKey(otherKey);
        vm.assume(vm.addr(otherKey) != signer);
        IEnclaveRegistry.Registration memory registration = _registration(otherKey);
        TdxClaims memory claims = _claims(registration);
        claims.platform = OTHER_PLATFORM;
        _register(registration, claims);

        _ban(PLATFORM);

        _expectInactive(signer);
        registry.requireActive(registration.signer, MATCHER);
    }

    function test_isInactive_whenPolicyNowStartsLater(uint256 key, uint64 validFrom) external {
        address signer = _register(_boundKey(key));
        EnclavePolicy memory policy = _policy();
        policy.validFrom = uint64(bound(validFrom, START + DELAY + 1, START + MAX_AGE - 1));
        _setPolicy(policy);
        _expectInactive(signer);
        vm.warp(policy.validFrom);
        registry.requireActive(signer, MATCHER);
    }

    function test_isInactive_whenPolicyNowEndsEarlier(uint256 key, uint64 validUntil) external {
        address signer = _register(_boundKey(key));
        EnclavePolicy memory policy = _policy();
        policy.validUntil = uint64(bound(validUntil, START + DELAY + 1, START + MAX_AGE - 1));
        _setPolicy(policy);
        vm.warp(policy.validUntil - 1);
        registry.requireActive(signer, MATCHER);
        vm.warp(policy.validUntil);
        _expectInactive(signer);
    }

    function test_isInactive_whenPolicyNowAllowsLessAge(uint256 key, uint32 maxAge) external {
        address signer = _register(_boundKey(key));
        EnclavePolicy memory policy = _policy();
        policy.maxAge = uint32(bound(maxAge, DELAY + 1, MAX_AGE - 1));
        _setPolicy(policy);
        vm.warp(START + policy.maxAge - 1);
        registry.requireActive(signer, MATCHER);
        vm.warp(START + policy.maxAge);
        _expectInactive(signer);
    }

    function test_isInactive_whenPolicyNowWantsNewerCollateral(uint256 key, uint32 minimum) external {
        address signer = _register(_boundKey(key));
        EnclavePolicy memory policy = _policy();
        policy.minEvaluationNumber = uint32(bound(minimum, EVALUATION_NUMBER + 1, type(uint32).max));
        _setPolicy(policy);
        _expectInactive(signer);
    }

    function test_isInactive_whenPolicyNowWantsABetterTcb(uint256 key) external {
        IEnclaveRegistry.Registration memory registration = _registration(_boundKey(key));
        TdxClaims memory claims = _claims(registration);
        claims.tcbStatus = TcbStatus.SW_HARDENING_NEEDED;
        _register(registration, claims);
        EnclavePolicy memory policy = _policy();
        policy.worstTcbStatus = TcbStatus.UP_TO_DATE;
        _setPolicy(policy);
        _expectInactive(registration.signer);
    }

    function test_isProlongedByNoPolicy(uint256 key) external {
        address signer = _register(_boundKey(key));
        EnclavePolicy memory policy = _policy();
        policy.maxAge = 30 days;
        policy.validUntil += 365 days;
        _setPolicy(policy);
        vm.warp(START + MAX_AGE);
        _expectInactive(signer);
    }

    function test_reverts_whenKindIsAnother(uint256 key, uint32 kind) external {
        vm.assume(kind != MATCHER);
        address signer = _register(_boundKey(key));
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.EnclaveKindMismatch.selector, MATCHER, kind));
        registry.requireActive(signer, kind);
    }

    function _expectInactive(address signer) private {
        assertFalse(registry.isActive(signer));
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.EnclaveNotActive.selector, signer));
        registry.requireActive(signer, MATCHER);
    }
}

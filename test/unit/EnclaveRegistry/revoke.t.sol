// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {Governed} from "src/governance/Governed.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {Enclave} from "src/types/Enclave.sol";

// revoke
// ├── when the sender is neither guardian nor owner → reverts NotGuardian
// ├── when the signer was never registered          → reverts EnclaveUnknown
// ├── when it is revoked                            → reverts EnclaveRevokedForGood
// └── otherwise                                     → revokes it, even expired or paused, emits EnclaveRevoked
contract EnclaveRegistry_Revoke_Test is EnclaveRegistryHarness {
    function test_reverts_whenSenderIsNeitherGuardianNorOwner(address sender, uint256 key) external {
        vm.assume(sender != owner && sender != guardian);
        address signer = _register(_boundKey(key));
        vm.expectRevert(abi.encodeWithSelector(Governed.NotGuardian.selector, sender, guardian));
        vm.prank(sender);
        registry.revoke(signer);
    }

    function test_reverts_whenNeverRegistered(address signer, bool byOwner) external {
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.EnclaveUnknown.selector, signer));
        vm.prank(byOwner ? owner : guardian);
        registry.revoke(signer);
    }

    function test_reverts_whenRevoked(uint256 key, bool byOwner) external {
        address signer = _register(_boundKey(key));
        _revoke(signer);
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.EnclaveRevokedForGood.selector, signer));
        vm.prank(byOwner ? owner : guardian);
        registry.revoke(signer);
    }

    function test_revokes(uint256 key, bool byOwner, bool isPaused, uint256 waited) external {
        address sender = byOwner ? owner : guardian;
        address signer = _register(_boundKey(key));
        Enclave memory wanted = registry.enclave(signer);
        wanted.revoked = true;
        _pass(bound(waited, 0, 60 days));
        if (isPaused) _pause();

        vm.expectEmit(address(registry));
        emit IEnclaveRegistry.EnclaveRevoked(signer, sender);
        vm.prank(sender);
        registry.revoke(signer);

        assertEq(abi.encode(registry.enclave(signer)), abi.encode(wanted));
        assertFalse(registry.isActive(signer));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {PlatformStatus} from "src/types/Enclave.sol";

// allowPlatform
// ├── when the sender is not the owner              → reverts OwnableUnauthorizedAccount
// ├── when this very call was not scheduled         → reverts CallNotScheduled
// ├── when the delay has not passed                 → reverts CallNotReady
// ├── when the platform is banned                   → reverts PlatformBannedForGood
// └── otherwise                                     → allows it, emits PlatformSet
// banPlatform
// ├── when the sender is neither guardian nor owner → reverts NotGuardian
// ├── when it was never allowed                     → reverts PlatformNotAllowed
// ├── when it is banned                             → reverts PlatformBannedForGood
// └── otherwise                                     → bans it for good, emits PlatformSet
contract EnclaveRegistry_AllowPlatform_Test is EnclaveRegistryHarness {
    function test_reverts_whenSenderIsNotOwner(address sender, bytes16 platform) external {
        vm.assume(sender != owner);
        _scheduleAndWait(_call(platform));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        registry.allowPlatform(platform);
    }

    function test_reverts_whenAnotherWasScheduled(bytes16 platform, bytes16 other) external {
        vm.assume(platform != other);
        _scheduleAndWait(_call(other));
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(platform))));
        vm.prank(owner);
        registry.allowPlatform(platform);
    }

    function test_reverts_whenDelayHasNotPassed(bytes16 platform, uint256 waited) external {
        vm.prank(owner);
        registry.schedule(_call(platform));
        skip(bound(waited, 0, DELAY - 1));
        bytes32 callHash = keccak256(_call(platform));
        vm.expectRevert(
            abi.encodeWithSelector(Governed.CallNotReady.selector, callHash, START + DELAY, block.timestamp)
        );
        vm.prank(owner);
        registry.allowPlatform(platform);
    }

    function test_reverts_whenBanned() external {
        _scheduleAndWait(_call(PLATFORM));
        _ban(PLATFORM);
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.PlatformBannedForGood.selector, PLATFORM));
        vm.prank(owner);
        registry.allowPlatform(PLATFORM);
        assertTrue(registry.platformStatus(PLATFORM) == PlatformStatus.BANNED);
    }

    function test_allows_whenReady(bytes16 platform) external {
        _scheduleAndWait(_call(platform));
        vm.expectEmit(address(registry));
        emit IEnclaveRegistry.PlatformSet(platform, PlatformStatus.ALLOWED, owner);
        vm.prank(owner);
        registry.allowPlatform(platform);
        assertTrue(registry.platformStatus(platform) == PlatformStatus.ALLOWED);
    }

    function test_ban_reverts_whenSenderIsNeitherGuardianNorOwner(address sender, bytes16 platform) external {
        vm.assume(sender != owner && sender != guardian);
        vm.expectRevert(abi.encodeWithSelector(Governed.NotGuardian.selector, sender, guardian));
        vm.prank(sender);
        registry.banPlatform(platform);
    }

    function test_ban_reverts_whenNeverAllowed(bytes16 platform) external {
        vm.assume(platform != PLATFORM && platform != OTHER_PLATFORM);
        vm.expectRevert(
            abi.encodeWithSelector(IEnclaveRegistry.PlatformNotAllowed.selector, platform, PlatformStatus.UNKNOWN)
        );
        vm.prank(guardian);
        registry.banPlatform(platform);
    }

    function test_ban_reverts_whenBanned(bool byOwner) external {
        _ban(PLATFORM);
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.PlatformBannedForGood.selector, PLATFORM));
        vm.prank(byOwner ? owner : guardian);
        registry.banPlatform(PLATFORM);
    }

    function test_ban_bans(bool byOwner) external {
        address sender = byOwner ? owner : guardian;
        vm.expectEmit(address(registry));
        emit IEnclaveRegistry.PlatformSet(PLATFORM, PlatformStatus.BANNED, sender);
        vm.prank(sender);
        registry.banPlatform(PLATFORM);
        assertTrue(registry.platformStatus(PLATFORM) == PlatformStatus.BANNED);
        assertTrue(registry.platformStatus(OTHER_PLATFORM) == PlatformStatus.ALLOWED);
    }

    function _call(bytes16 platform) private view returns (bytes memory) {
        return abi.encodeCall(registry.allowPlatform, (platform));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPoolHarness} from "./CREDarkPoolHarness.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";

// constructor
// ├── when the registry is zero            → reverts ZeroAddress
// ├── when an admitted account is zero     → reverts ZeroAddress
// ├── when an account is admitted twice    → reverts AlreadyAdmitted
// └── otherwise                            → is governed and wired, has no slot, and admits each account with its event
contract CREDarkPool_Constructor_Test is CREDarkPoolHarness {
    function test_reverts_whenTheRegistryIsZero(uint256 delay, uint256 count) external {
        address[] memory admitted = _accounts(bound(count, 0, 8));
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "enclaveRegistry"));
        new CREDarkPool(owner, guardian, delay, IEnclaveRegistry(address(0)), admitted);
    }

    function test_reverts_whenAnAdmittedAccountIsZero(uint256 count, uint256 at) external {
        address[] memory admitted = _accounts(bound(count, 1, 8));
        admitted[at % admitted.length] = address(0);
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "account"));
        new CREDarkPool(owner, guardian, DELAY, enclaveRegistry, admitted);
    }

    function test_reverts_whenAnAccountIsAdmittedTwice(uint256 count, uint256 at) external {
        address[] memory admitted = _accounts(bound(count, 2, 8));
        at = bound(at, 1, admitted.length - 1);
        admitted[at] = admitted[0];
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.AlreadyAdmitted.selector, admitted[0]));
        new CREDarkPool(owner, guardian, DELAY, enclaveRegistry, admitted);
    }

    function test_isWired_whenValid(uint256 delay, uint256 count, address registry) external {
        vm.assume(registry != address(0));
        address[] memory admitted = _accounts(bound(count, 0, 40));
        for (uint256 i = 0; i < admitted.length; ++i) {
            vm.expectEmit();
            emit ICREDarkPool.Admitted(admitted[i]);
        }
        CREDarkPool deployed = new CREDarkPool(owner, guardian, delay, IEnclaveRegistry(registry), admitted);

        assertEq(deployed.owner(), owner);
        assertEq(deployed.guardian(), guardian);
        assertEq(deployed.delay(), delay);
        assertEq(address(deployed.enclaveRegistry()), registry);
        assertFalse(deployed.paused());
        assertEq(deployed.slotCount(), 0);
        for (uint256 i = 0; i < admitted.length; ++i) {
            assertTrue(deployed.isAdmitted(admitted[i]));
        }
        assertFalse(deployed.isAdmitted(_account(admitted.length)));
    }

    function test_namesItsBounds() external view {
        assertEq(pool.MAX_SLOTS(), SLOTS);
        assertEq(pool.SEALED_KEY_LENGTH(), SEALED_LENGTH);
        assertEq(pool.SEALED_KEY_VERSION(), uint8(VERSION));
    }

    function _accounts(uint256 count) private pure returns (address[] memory accounts) {
        accounts = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            accounts[i] = _account(i);
        }
    }
}

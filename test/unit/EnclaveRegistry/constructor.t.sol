// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {EnclaveRegistry} from "src/enclave/EnclaveRegistry.sol";
import {Governed} from "src/governance/Governed.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {InitialPolicy, PlatformStatus} from "src/types/Enclave.sol";

// constructor
// ├── when the quote verifier is zero  → reverts ZeroAddress
// ├── when an initial policy is invalid → reverts PolicyInvalid
// └── otherwise                        → is governed and wired; policies and platforms are in force, each with its event
contract EnclaveRegistry_Constructor_Test is EnclaveRegistryHarness {
    function test_reverts_whenQuoteVerifierIsZero(uint256 count, bytes16[] memory platforms) external {
        InitialPolicy[] memory policies = _policies(bound(count, 0, 4));
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "quoteVerifier"));
        new EnclaveRegistry(owner, guardian, DELAY, ITdxQuoteVerifier(address(0)), policies, platforms);
    }

    function test_reverts_whenAPolicyIsInvalid(uint256 count, uint256 at) external {
        InitialPolicy[] memory policies = _policies(bound(count, 1, 4));
        policies[at % policies.length].policy.maxAge = 0;
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.PolicyInvalid.selector, bytes32("maxAge")));
        new EnclaveRegistry(owner, guardian, DELAY, quoteVerifier, policies, new bytes16[](0));
    }

    function test_isWired_whenValid(uint256 count, uint256 delay, bytes16[] memory platforms) external {
        InitialPolicy[] memory policies = _policies(bound(count, 0, 4));
        for (uint256 i = 0; i < policies.length; ++i) {
            vm.expectEmit();
            emit IEnclaveRegistry.PolicySet(
                _id(policies[i]), policies[i].kind, policies[i].measurement, policies[i].fields, policies[i].policy
            );
        }
        for (uint256 i = 0; i < platforms.length; ++i) {
            vm.expectEmit();
            emit IEnclaveRegistry.PlatformSet(platforms[i], PlatformStatus.ALLOWED, address(this));
        }
        EnclaveRegistry deployed = new EnclaveRegistry(owner, guardian, delay, quoteVerifier, policies, platforms);

        assertEq(deployed.owner(), owner);
        assertEq(deployed.guardian(), guardian);
        assertEq(deployed.delay(), delay);
        assertEq(address(deployed.quoteVerifier()), address(quoteVerifier));
        assertFalse(deployed.paused());
        for (uint256 i = 0; i < policies.length; ++i) {
            assertEq(abi.encode(deployed.policy(_id(policies[i]))), abi.encode(policies[i].policy));
        }
        for (uint256 i = 0; i < platforms.length; ++i) {
            assertTrue(deployed.platformStatus(platforms[i]) == PlatformStatus.ALLOWED);
        }
    }

    function _policies(uint256 count) private pure returns (InitialPolicy[] memory policies) {
        policies = new InitialPolicy[](count);
        for (uint256 i = 0; i < count; ++i) {
            policies[i] = InitialPolicy(uint32(i + 1), FIELDS, keccak256(abi.encode(i)), _policy());
        }
    }

    function _id(InitialPolicy memory initial) private pure returns (bytes32) {
        return keccak256(abi.encode(initial.kind, initial.fields, initial.measurement));
    }
}

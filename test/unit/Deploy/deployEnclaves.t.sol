// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Deploy} from "../../../script/Deploy.s.sol";
import {EnclaveDeployment} from "../../../script/EnclaveDeployment.sol";
import {IntelRoot} from "../../../src/enclave/IntelRoot.sol";
import {EnclavePolicy, InitialPolicy, PlatformStatus} from "../../../src/types/Enclave.sol";
import {MATCHER} from "../../../src/types/EnclaveKinds.sol";
import {TcbStatus} from "../../../src/types/Tcb.sol";
import {DeployBase} from "./DeployBase.sol";

// deploy, as far as enclaves are concerned
// ├── on any chain
// │   ├── when the configuration is the example's     → wires all five contracts to one root, and to each other
// │   ├── when it names a policy and a platform       → both are in force from the first block on
// │   └── when a policy names what is not there       → reverts FieldNameUnknown, StatusNameUnknown
// ├── on the development chain                        → takes any root
// └── off it, when any part of the root is not Intel's → reverts RootForbidden
contract Deploy_DeployEnclaves_Test is DeployBase {
    function _rootId(EnclaveDeployment.EnclaveConfig memory enclaves) private pure returns (bytes32) {
        return keccak256(abi.encode(enclaves.rootKey, enclaves.rootName));
    }

    function test_wiresAllToIntelsRoot_whenInProduction(uint256 chainSeed) public {
        Deploy.Config memory config = _config();
        _productionChain(config, chainSeed);

        EnclaveDeployment.EnclaveContracts memory deployed = script.deploy(config).enclaves;

        assertEq(deployed.crlStore.root(), keccak256(abi.encode(IntelRoot.key())));
        assertEq(address(deployed.tcbStore.crlStore()), address(deployed.crlStore));
        assertEq(address(deployed.quoteVerifier.crlStore()), address(deployed.crlStore));
        assertEq(address(deployed.quoteVerifier.tcbStore()), address(deployed.tcbStore));
        assertEq(address(deployed.registry.quoteVerifier()), address(deployed.quoteVerifier));
        assertEq(deployed.registry.owner(), config.owner);
        assertEq(deployed.registry.guardian(), config.guardian);
        assertEq(deployed.registry.delay(), config.delay);
        assertEq(address(deployed.matcherVerifier.registry()), address(deployed.registry));
        assertEq(deployed.matcherVerifier.kind(), MATCHER);
    }

    function test_allowsPolicyAndPlatform_whenConfigured() public {
        Deploy.Config memory config = _config();
        EnclaveDeployment.EnclaveContracts memory deployed = script.deploy(config).enclaves;

        // MRTD, RTMR0 to RTMR3.
        bytes32 policyId = deployed.registry.policyIdOf(MATCHER, 0x3c4, bytes32(uint256(7)));
        EnclavePolicy memory policy = deployed.registry.policy(policyId);
        assertEq(policy.validFrom, 1767225600);
        assertEq(policy.validUntil, 1798761600);
        assertEq(policy.maxAge, 7 days);
        assertEq(policy.minEvaluationNumber, 18);
        assertTrue(policy.worstTcbStatus == TcbStatus.UP_TO_DATE);
        assertTrue(deployed.registry.platformStatus(bytes16(uint128(8))) == PlatformStatus.ALLOWED);
        assertTrue(deployed.registry.platformStatus(bytes16(uint128(9))) == PlatformStatus.UNKNOWN);
    }

    function test_deploysWithoutPolicies_whenNoneIsConfigured() public {
        Deploy.Config memory config = _config();
        config.enclaves.policies = new InitialPolicy[](0);
        config.enclaves.platforms = new bytes16[](0);

        assertNotEq(address(script.deploy(config).enclaves.registry), address(0));
    }

    function test_reverts_whenTheRootIsNotIntelsInProduction(uint256 chainSeed, uint256 part, uint256 bit) public {
        Deploy.Config memory config = _config();
        _productionChain(config, chainSeed);
        bytes32 wanted = _rootId(config.enclaves);
        bytes32 flipped = bytes32(uint256(1) << bound(bit, 0, 255));
        part = bound(part, 0, 2);
        if (part == 0) config.enclaves.rootKey.x ^= flipped;
        else if (part == 1) config.enclaves.rootKey.y ^= flipped;
        else config.enclaves.rootName ^= flipped;
        bytes32 given = _rootId(config.enclaves);

        vm.expectRevert(abi.encodeWithSelector(EnclaveDeployment.RootForbidden.selector, block.chainid, given, wanted));
        script.deploy(config);
    }

    function test_takesAnyRoot_whenOnTheDevelopmentChain(bytes32 x, bytes32 y, bytes32 name) public {
        Deploy.Config memory config = _config();
        vm.chainId(DEVELOPMENT_CHAIN_ID);
        config.enclaves.rootKey.x = x;
        config.enclaves.rootKey.y = y;
        config.enclaves.rootName = name;

        assertEq(script.deploy(config).enclaves.crlStore.root(), keccak256(abi.encode(x, y)));
    }

    function test_reverts_whenPoliciesAreMisspelt() public {
        string memory wrong = vm.replace(_json(), '"policies"', '"policy"');

        vm.expectRevert(abi.encodeWithSelector(EnclaveDeployment.KeyMissing.selector, ".enclaves.policies"));
        script.readConfig(wrong);
    }

    function test_reverts_whenAPolicyNamesAnUnknownField() public {
        string memory wrong = vm.replace(_json(), '"rtmr3"]', '"rtmr4"]');

        vm.expectRevert(abi.encodeWithSelector(EnclaveDeployment.FieldNameUnknown.selector, "rtmr4"));
        script.readConfig(wrong);
    }

    function test_reverts_whenAPolicyNamesAnUnknownTcbStatus() public {
        string memory wrong = vm.replace(_json(), '"UpToDate"', '"Revoked"');

        vm.expectRevert(abi.encodeWithSelector(EnclaveDeployment.StatusNameUnknown.selector, "Revoked"));
        script.readConfig(wrong);
    }

    function test_reverts_whenAPlatformHasNoSixteenBytes() public {
        string memory wrong =
            vm.replace(_json(), "0x00000000000000000000000000000008", "0x000000000000000000000000000008");

        vm.expectRevert(abi.encodeWithSelector(EnclaveDeployment.PlatformLengthInvalid.selector, 15, 16));
        script.readConfig(wrong);
    }
}

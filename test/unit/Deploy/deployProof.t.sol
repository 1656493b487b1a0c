// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ProofDeployment} from "../../../script/ProofDeployment.sol";
import {HonkProofVerifier} from "../../../src/verifiers/HonkProofVerifier.sol";
import {
    DevelopmentSettlementVerifierOptimized
} from "../../../src/verifiers/generated/DevelopmentSettlementVerifierOptimized.sol";
import {
    DevelopmentSettlementVerifierPlain
} from "../../../src/verifiers/generated/DevelopmentSettlementVerifierPlain.sol";
import {Suite} from "test/Suite.sol";

contract ProofDeploymentHarness is ProofDeployment {
    function deploy(address honkVerifier) external returns (HonkProofVerifier) {
        _requireProofVerifier(honkVerifier);
        return _deployProofVerifier(honkVerifier);
    }

    function ignitionG2() external pure returns (bytes32[4] memory) {
        return _ignitionG2();
    }

    function developmentG2() external pure returns (bytes32[4] memory) {
        return _developmentG2();
    }

    function readHonkVerifier(string memory json) external pure returns (address) {
        return _readHonkVerifier(json);
    }
}

// deploy, as far as proofs are concerned
// ├── on the development chain
// │   ├── when no verifier is configured               → deploys the optimized development verifier, behind the cap
// │   └── when one is                                  → reverts HonkVerifierUnexpected
// └── off it
//     ├── when nothing is at the address               → reverts HonkVerifierWithoutCode
//     ├── when it is either development verifier       → reverts DevelopmentKeyForbidden
//     ├── when it has any word of the development SRS  → reverts DevelopmentKeyForbidden, wherever the word is
//     ├── when it lacks any word of Ignition's         → reverts IgnitionKeyMissing
//     └── when it has all of them and no other         → relies on it, behind the cap
contract Deploy_DeployProof_Test is Suite {
    uint256 private constant DEVELOPMENT_CHAIN_ID = 31337;
    uint256 private constant MAINNET = 1;

    ProofDeploymentHarness private script;

    function setUp() public {
        script = new ProofDeploymentHarness();
    }

    function test_deploysTheDevelopmentVerifier_whenOnTheDevelopmentChain() external {
        vm.chainId(DEVELOPMENT_CHAIN_ID);
        HonkProofVerifier adapter = script.deploy(address(0));

        assertEq(address(adapter.verifier()).code, type(DevelopmentSettlementVerifierOptimized).runtimeCode);
        assertEq(adapter.gasCap(), 5_000_000);
    }

    function test_reverts_whenAVerifierIsConfiguredOnTheDevelopmentChain(address given) external {
        vm.assume(given != address(0));
        vm.chainId(DEVELOPMENT_CHAIN_ID);
        vm.expectRevert(abi.encodeWithSelector(ProofDeployment.HonkVerifierUnexpected.selector, given));
        script.deploy(given);
    }

    function test_reverts_whenThereIsNoCode(uint256 chainSeed, address at) external {
        _productionChain(chainSeed);
        vm.assume(at.code.length == 0);
        vm.expectRevert(abi.encodeWithSelector(ProofDeployment.HonkVerifierWithoutCode.selector, at));
        script.deploy(at);
    }

    function test_reverts_whenItIsADevelopmentVerifier() external {
        vm.chainId(MAINNET);
        address[2] memory verifiers =
            [address(new DevelopmentSettlementVerifierOptimized()), address(new DevelopmentSettlementVerifierPlain())];
        bytes32 word = script.developmentG2()[0];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(ProofDeployment.DevelopmentKeyForbidden.selector, verifiers[i], MAINNET, word)
            );
            script.deploy(verifiers[i]);
        }
    }

    /// @dev Each of them, so that none of the script's four constants can be another SRS's.
    function test_developmentVerifiersHoldEveryWordOnce() external {
        bytes[2] memory codes = [
            address(new DevelopmentSettlementVerifierOptimized()).code,
            address(new DevelopmentSettlementVerifierPlain()).code
        ];
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 word = 0; word < 4; ++word) {
                assertEq(_count(codes[i], script.developmentG2()[word]), 1);
                assertEq(_count(codes[i], script.ignitionG2()[word]), 0);
            }
        }
    }

    function test_reverts_whenAnyDevelopmentWordIsThereToo(uint256 chainSeed, uint256 word, uint256 before, bool isLast)
        external
    {
        _productionChain(chainSeed);
        word = bound(word, 0, 3);
        bytes32 found = script.developmentG2()[word];
        bytes memory padding = new bytes(bound(before, 0, 100));
        address verifier = isLast
            ? _etch(abi.encodePacked(padding, _ignition(4), found))
            : _etch(abi.encodePacked(padding, found, _ignition(4)));
        vm.expectRevert(
            abi.encodeWithSelector(ProofDeployment.DevelopmentKeyForbidden.selector, verifier, block.chainid, found)
        );
        script.deploy(verifier);
    }

    function test_reverts_whenADevelopmentWordIsFirstInTheCode(uint256 word) external {
        vm.chainId(MAINNET);
        bytes32 found = script.developmentG2()[bound(word, 0, 3)];
        address verifier = _etch(abi.encodePacked(found, _ignition(4)));
        vm.expectRevert(
            abi.encodeWithSelector(ProofDeployment.DevelopmentKeyForbidden.selector, verifier, MAINNET, found)
        );
        script.deploy(verifier);
    }

    function test_reverts_whenAnyIgnitionWordIsMissing(uint256 chainSeed, uint256 word) external {
        _productionChain(chainSeed);
        word = bound(word, 0, 3);
        address verifier = _etch(_ignition(word));
        vm.expectRevert(
            abi.encodeWithSelector(ProofDeployment.IgnitionKeyMissing.selector, verifier, script.ignitionG2()[word])
        );
        script.deploy(verifier);
    }

    function test_reverts_whenTheCodeIsShorterThanAWord(uint256 chainSeed, uint256 length) external {
        _productionChain(chainSeed);
        bytes memory code = new bytes(bound(length, 1, 31));
        address verifier = _etch(code);
        vm.expectRevert(
            abi.encodeWithSelector(ProofDeployment.IgnitionKeyMissing.selector, verifier, script.ignitionG2()[0])
        );
        script.deploy(verifier);
    }

    function test_reliesOnIt_whenTheKeyIsIgnitions(uint256 chainSeed, uint256 before, bytes calldata afterwards)
        external
    {
        _productionChain(chainSeed);
        address verifier = _etch(abi.encodePacked(new bytes(bound(before, 0, 100)), _ignition(4), afterwards));
        HonkProofVerifier adapter = script.deploy(verifier);

        assertEq(address(adapter.verifier()), verifier);
        assertEq(adapter.gasCap(), 5_000_000);
    }

    /// @dev The development verifiers as Barretenberg generated them, before their words were exchanged.
    function test_reliesOnGeneratedVerifiers_whenTheirWordsAreIgnitions() external {
        vm.chainId(MAINNET);
        bytes[2] memory codes = [
            address(new DevelopmentSettlementVerifierOptimized()).code,
            address(new DevelopmentSettlementVerifierPlain()).code
        ];
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 word = 0; word < 4; ++word) {
                _replace(codes[i], script.developmentG2()[word], script.ignitionG2()[word]);
            }
            address verifier = _etch(codes[i]);

            assertEq(address(script.deploy(verifier).verifier()), verifier);
        }
    }

    function test_readsTheAddress_whenConfigured(address at) external view {
        string memory json = string.concat('{"darkPool":{"honkVerifier":"', vm.toString(at), '"}}');
        assertEq(script.readHonkVerifier(json), at);
    }

    function _productionChain(uint256 seed) private {
        uint256 chainId = bound(seed, 1, type(uint64).max);
        vm.assume(chainId != DEVELOPMENT_CHAIN_ID);
        vm.chainId(chainId);
    }

    /// @dev Ignition's words but the one numbered `without`.
    function _ignition(uint256 without) private view returns (bytes memory code) {
        bytes32[4] memory words = script.ignitionG2();
        for (uint256 i = 0; i < 4; ++i) {
            if (i != without) code = abi.encodePacked(code, hex"7f", words[i]);
        }
    }

    function _etch(bytes memory code) private returns (address at) {
        at = makeAddr("verifier");
        vm.etch(at, code);
    }

    function _count(bytes memory code, bytes32 word) private pure returns (uint256 count) {
        for (uint256 i = 0; i + 32 <= code.length; ++i) {
            if (_wordAt(code, i) == word) ++count;
        }
    }

    function _replace(bytes memory code, bytes32 word, bytes32 other) private pure {
        for (uint256 i = 0; i + 32 <= code.length; ++i) {
            if (_wordAt(code, i) != word) continue;
            assembly ("memory-safe") {
                mstore(add(add(code, 32), i), other)
            }
        }
    }

    function _wordAt(bytes memory code, uint256 at) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(code, 32), at))
        }
    }
}

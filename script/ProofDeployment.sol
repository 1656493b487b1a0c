// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IHonkVerifier} from "../src/interfaces/IHonkVerifier.sol";
import {HonkProofVerifier} from "../src/verifiers/HonkProofVerifier.sol";
import {
    DevelopmentSettlementVerifierOptimized
} from "../src/verifiers/generated/DevelopmentSettlementVerifierOptimized.sol";
import {CommonBase} from "forge-std/Base.sol";

/// @title ProofDeployment
/// @notice The part of {Deploy} that has to do with proofs: which verifier the dark pool relies on.
/// @dev A verifier holds the G2 point of the SRS that its key was made with. Whoever knows the secret behind that point can
/// prove anything, and of the development SRS everybody knows it. Off the development chain the verifier has to exist already,
/// made by `npm run circuits -- production`, and is looked through for both points. That is a guard against mistakes: that the
/// code is Barretenberg's, for this circuit, is shown by compiling it again.
abstract contract ProofDeployment is CommonBase {
    /// @dev More than the plain verifier takes, which takes most: 3,760,000 since Osaka, whose MODEXP costs three times as much.
    uint256 internal constant PROOF_GAS_CAP = 5_000_000;

    uint256 private constant PROOF_DEVELOPMENT_CHAIN_ID = 31337;

    /// Thrown on the development chain, whose verifier is deployed with the rest.
    error HonkVerifierUnexpected(address given);
    error HonkVerifierWithoutCode(address given);
    /// Thrown off the development chain for a key that anybody can prove anything under.
    /// @param word Of the development SRS's G2 point, found in the code.
    error DevelopmentKeyForbidden(address verifier, uint256 chainId, bytes32 word);
    /// @param word Of the Ignition SRS's G2 point, missing in the code.
    error IgnitionKeyMissing(address verifier, bytes32 word);

    /// @param honkVerifier Zero on the development chain.
    function _deployProofVerifier(address honkVerifier) internal returns (HonkProofVerifier) {
        if (block.chainid == PROOF_DEVELOPMENT_CHAIN_ID) {
            return
                new HonkProofVerifier(
                    IHonkVerifier(address(new DevelopmentSettlementVerifierOptimized())), PROOF_GAS_CAP
                );
        }
        return new HonkProofVerifier(IHonkVerifier(honkVerifier), PROOF_GAS_CAP);
    }

    /// @dev To be called before anything is deployed.
    function _requireProofVerifier(address honkVerifier) internal view {
        if (block.chainid == PROOF_DEVELOPMENT_CHAIN_ID) {
            require(honkVerifier == address(0), HonkVerifierUnexpected(honkVerifier));
            return;
        }
        bytes memory code = honkVerifier.code;
        require(code.length != 0, HonkVerifierWithoutCode(honkVerifier));
        bytes32[4] memory words = _developmentG2();
        for (uint256 i = 0; i < words.length; ++i) {
            require(!_contains(code, words[i]), DevelopmentKeyForbidden(honkVerifier, block.chainid, words[i]));
        }
        words = _ignitionG2();
        for (uint256 i = 0; i < words.length; ++i) {
            require(_contains(code, words[i]), IgnitionKeyMissing(honkVerifier, words[i]));
        }
    }

    function _readHonkVerifier(string memory json) internal pure returns (address) {
        return vm.parseJsonAddress(json, ".darkPool.honkVerifier");
    }

    /// @dev Of Aztec's ceremony; Barretenberg compiles them into what it generates. offchain/circuits/srs/ignition.ts has them
    /// too.
    function _ignitionG2() internal pure returns (bytes32[4] memory) {
        return [
            bytes32(0x260e01b251f6f1c7e7ff4e580791dee8ea51d87a358e038b4efe30fac09383c1),
            bytes32(0x0118c4d5b837bcc2bc89b5b398b5974e9f5944073b32078b7e231fec938883b0),
            bytes32(0x04fc6369f7110fe3d25156c1bb9a72859cf2a04641f99ba4ee413c80da6a5fe4),
            bytes32(0x22febda3c0c0632a56475b4214e5615e11e6dd3f96e6cea2854a87d4dacc5e55)
        ];
    }

    /// @dev As in offchain/circuits/settlement.lock.json.
    function _developmentG2() internal pure returns (bytes32[4] memory) {
        return [
            bytes32(0x02bd47f90157c109acdadfab90652965b62478b92edaec4b93a87ea914c4b65e),
            bytes32(0x192256c4a8e93ade74785af8a52b9ffa0f81f3874ac37216e68f25dda0f178ef),
            bytes32(0x2834542e52eab484dbfe24d88fabaeef9db68a861b92be6b698425e1710fd23f),
            bytes32(0x0a4a64e27e9490f39a82adcd00a1f1b3497e81c26b414accd07a408a06a73377)
        ];
    }

    function _contains(bytes memory code, bytes32 word) private pure returns (bool found) {
        if (code.length < 32) return false;
        assembly ("memory-safe") {
            let last := add(code, mload(code))
            for { let at := add(code, 32) } iszero(or(found, gt(at, last))) { at := add(at, 1) } {
                found := eq(mload(at), word)
            }
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IHonkVerifier} from "../interfaces/IHonkVerifier.sol";
import {IProofVerifier} from "../interfaces/IProofVerifier.sol";

/// @title HonkProofVerifier
/// @notice Accepts what a generated verifier answers `true` to, and lets no proof burn more gas than a cap.
/// @dev That the verifier is for the right circuit, under a key whose secret nobody knows, is up to whoever deploys this.
contract HonkProofVerifier is IProofVerifier {
    IHonkVerifier public immutable verifier;

    /// @notice The most gas that the verifier gets: more than any valid proof takes.
    uint256 public immutable gasCap;

    error VerifierWithoutCode(IHonkVerifier verifier);
    /// Thrown when nothing could ever be verified.
    error GasCapMissing();
    /// Thrown when the verifier reverted, ran out of the full cap, or answered anything but `true`.
    error ProofRejected();
    /// Thrown when the verifier failed with less than the cap, because its caller kept 1/64 of too little: the proof may be
    /// valid.
    /// @param given At most what the verifier got.
    error ProofGasTooLow(uint256 given, uint256 gasCap);

    constructor(IHonkVerifier verifier_, uint256 gasCap_) {
        require(address(verifier_).code.length != 0, VerifierWithoutCode(verifier_));
        require(gasCap_ != 0, GasCapMissing());
        verifier = verifier_;
        gasCap = gasCap_;
    }

    /// @inheritdoc IProofVerifier
    function verify(bytes calldata proof, bytes32[] calldata publicInputs) external view {
        bytes memory data = abi.encodeCall(IHonkVerifier.verify, (proof, publicInputs));
        (address target, uint256 cap) = (address(verifier), gasCap);
        uint256 before = gasleft();
        bool success;
        uint256 length;
        uint256 answer;
        // Without a copy of what comes back, which may be long.
        assembly ("memory-safe") {
            success := staticcall(cap, target, add(data, 32), mload(data), 0, 32)
            length := returndatasize()
            answer := mload(0)
        }
        if (!success) {
            uint256 given = before - before / 64;
            require(given >= cap, ProofGasTooLow(given, cap));
        }
        require(success && length == 32 && answer == 1, ProofRejected());
    }
}

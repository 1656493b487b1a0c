// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IHonkVerifier
/// @notice A verifier as Barretenberg generates it, for one circuit under one key.
/// @dev It may also revert, with whatever it likes, and a point that is not on its curve makes a precompile burn all the gas
/// that it is given: {HonkProofVerifier} makes both into one kind of refusal.
interface IHonkVerifier {
    /// @param proof In Barretenberg's encoding; any length.
    /// @param publicInputs In the order of the circuit's parameters; one too many or too few is refused, and so is whatever is
    /// not a canonical element of the scalar field.
    /// @return Whether the proof is valid. Never true for an invalid one.
    function verify(bytes calldata proof, bytes32[] calldata publicInputs) external view returns (bool);
}

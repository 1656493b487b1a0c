// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IProofVerifier
/// @notice Accepts a proof or reverts.
interface IProofVerifier {
    /// @notice Returns if and only if `proof` shows that the statement it was made for holds of `publicInputs`.
    /// @dev An input that is not canonical has to be refused: consumers rely on it.
    /// @param publicInputs Canonical elements of the BN254 scalar field, in the order of the circuit's parameters.
    function verify(bytes calldata proof, bytes32[] calldata publicInputs) external view;
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IProofVerifier} from "src/interfaces/IProofVerifier.sol";

/// @notice Accepts as proof the digest of the public inputs under its own name, so that no other statement's passes.
contract BindingProofVerifier is IProofVerifier {
    error ProofUnbound(address verifier, bytes32 inputsHash);

    /// @inheritdoc IProofVerifier
    function verify(bytes calldata proof, bytes32[] calldata publicInputs) external view {
        bytes32 wanted = keccak256(proofFor(publicInputs));
        require(keccak256(proof) == wanted, ProofUnbound(address(this), keccak256(abi.encodePacked(publicInputs))));
    }

    function proofFor(bytes32[] calldata publicInputs) public view returns (bytes memory) {
        return abi.encode(keccak256(abi.encode(address(this), publicInputs)));
    }
}

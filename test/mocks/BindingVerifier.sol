// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAttestationVerifier} from "src/interfaces/IAttestationVerifier.sol";

/// @notice Accepts evidence that is the claim's digest under its own name, so that neither another claim's nor another
/// verifier's evidence passes.
contract BindingVerifier is IAttestationVerifier {
    error EvidenceUnbound(address verifier, bytes32 claim);

    /// @inheritdoc IAttestationVerifier
    function verify(bytes32 claim, bytes calldata evidence) external view {
        bytes32 wanted = keccak256(evidenceFor(claim));
        require(keccak256(evidence) == wanted, EvidenceUnbound(address(this), claim));
    }

    function evidenceFor(bytes32 claim) public view returns (bytes memory) {
        return abi.encode(keccak256(abi.encode(address(this), claim)));
    }
}

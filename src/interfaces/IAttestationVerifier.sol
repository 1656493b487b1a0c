// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IAttestationVerifier
/// @notice Accepts a claim or reverts.
interface IAttestationVerifier {
    /// @notice Returns if and only if `evidence` shows that `claim` was attested.
    /// @dev Knows nothing of what the claim says. That it is used once is the consumer's business.
    /// @param claim EIP-712 digest, bound by its consumer to chain and consumer, so that evidence cannot travel.
    /// @param evidence What the implementation asks for.
    function verify(bytes32 claim, bytes calldata evidence) external view;
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title VaultLabel
/// @notice Says what a ciphertext under the vault's key is, and whose. The label is not inside the ciphertext: whoever asks
/// for it to be opened has to name it, and a wrong one does not open.
library VaultLabel {
    /// @param contract_ That knows the subject.
    /// @param subject What is sealed there, by that contract's own names.
    /// @param kind See `types/SecretKinds.sol`.
    /// @param sender Who sealed it: a ciphertext that another account posts as its own has another label.
    /// @return keccak256(abi.encode(chainId, contract, subject, kind, sender)), as `offchain/protocol/vault/label.ts` has it.
    function hash(uint256 chainId, address contract_, bytes32 subject, uint32 kind, address sender)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(chainId, contract_, subject, kind, sender));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title ISlotCipher
/// @notice What of the pool's encryption an exit needs on chain. offchain/protocol/pool computes the same.
/// @dev Every argument has to be below the order of the BN254 scalar field; {Poseidon2-NotInField} otherwise.
interface ISlotCipher {
    error KeyZero();
    /// @dev The leaf is another key's, or was encrypted under another nonce: what comes out is no two balances.
    error LeafUnreadable(bytes32 leaf);

    /// @notice Poseidon2(2001, key). Reverts for a key that is zero or not below the field's order.
    function commitmentOf(uint256 key) external pure returns (bytes32);

    /// @notice leaf - Poseidon2(2002, key, nonce), split into the balances it packs.
    /// @dev Whose key it is, and which leaf, the caller has to know: a wrong one is refused but for one case in 2**61.
    /// @return collateral In pool units, below 2**64.
    /// @return payment In fine units, below 2**128.
    function openLeaf(uint256 key, bytes32 nonce, bytes32 leaf)
        external
        pure
        returns (uint256 collateral, uint256 payment);
}

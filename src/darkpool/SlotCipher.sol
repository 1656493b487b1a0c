// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ISlotCipher} from "../interfaces/ISlotCipher.sol";
import {Poseidon2} from "../libraries/generated/Poseidon2.sol";
import {SCALAR_FIELD} from "../types/Settlement.sol";

/// @title SlotCipher
/// @notice Opens a slot's leaf with the slot's key, for an owner who leaves without the operator.
/// @dev A contract of its own because the hash would not fit into the pool. It has no state and trusts nobody.
/// @dev Whoever calls it with a key in a transaction publishes that key, and with it the slot's whole history.
contract SlotCipher is ISlotCipher {
    /// @dev Keep the hash's uses apart.
    uint256 private constant COMMITMENT_DOMAIN = 2001;
    uint256 private constant LEAF_DOMAIN = 2002;

    uint256 private constant COLLATERAL_BITS = 64;
    uint256 private constant PAYMENT_BITS = 128;

    /// @inheritdoc ISlotCipher
    function commitmentOf(uint256 key) external pure returns (bytes32) {
        require(key != 0, KeyZero());
        return bytes32(Poseidon2.hash2(COMMITMENT_DOMAIN, key));
    }

    /// @inheritdoc ISlotCipher
    function openLeaf(uint256 key, bytes32 nonce, bytes32 leaf)
        external
        pure
        returns (uint256 collateral, uint256 payment)
    {
        require(key != 0, KeyZero());
        Poseidon2.requireInField(uint256(leaf));
        uint256 pad = Poseidon2.hash3(LEAF_DOMAIN, key, uint256(nonce));
        uint256 packed = addmod(uint256(leaf), SCALAR_FIELD - pad, SCALAR_FIELD);
        require(packed >> (COLLATERAL_BITS + PAYMENT_BITS) == 0, LeafUnreadable(leaf));
        return (packed & (2 ** COLLATERAL_BITS - 1), packed >> COLLATERAL_BITS);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ISlotCipher} from "src/interfaces/ISlotCipher.sol";
import {SCALAR_FIELD} from "src/types/Settlement.sol";

/// @notice The pool's cipher with pads of zero: a key is its own commitment, and a leaf its own plaintext.
contract ClearTextCipher is ISlotCipher {
    error KeyInvalid(uint256 key);

    /// @inheritdoc ISlotCipher
    function commitmentOf(uint256 key) external pure returns (bytes32) {
        require(key != 0 && key < SCALAR_FIELD, KeyInvalid(key));
        return bytes32(key);
    }

    /// @inheritdoc ISlotCipher
    function openLeaf(uint256, bytes32, bytes32 leaf) external pure returns (uint256 collateral, uint256 payment) {
        return (uint64(uint256(leaf)), uint256(leaf) >> 64);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ISlotCipher} from "src/interfaces/ISlotCipher.sol";
import {SCALAR_FIELD} from "src/types/Settlement.sol";

/// @notice The pool's cipher with another hash: cheap, so that tests of the pool can make leaves.
contract KeccakSlotCipher is ISlotCipher {
    /// @inheritdoc ISlotCipher
    function commitmentOf(uint256 key) public pure returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encode("commitment", key))) % SCALAR_FIELD);
    }

    /// @inheritdoc ISlotCipher
    function openLeaf(uint256 key, bytes32 nonce, bytes32 leaf)
        external
        pure
        returns (uint256 collateral, uint256 payment)
    {
        uint256 packed = addmod(uint256(leaf), SCALAR_FIELD - _pad(key, nonce), SCALAR_FIELD);
        return (uint64(packed), packed >> 64);
    }

    function sealLeaf(uint256 key, bytes32 nonce, uint256 collateral, uint256 payment) external pure returns (bytes32) {
        return bytes32(addmod(collateral | payment << 64, _pad(key, nonce), SCALAR_FIELD));
    }

    function _pad(uint256 key, bytes32 nonce) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("leaf", key, nonce))) % SCALAR_FIELD;
    }
}

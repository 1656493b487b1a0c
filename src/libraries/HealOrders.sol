// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PoolOrder} from "../types/ReserveReport.sol";

/// @title HealOrders
/// @notice The commitment by which a report fixes both of its orders without revealing either.
library HealOrders {
    /// @notice Commits to the order for the pool and to the small order in one word.
    /// @dev keccak256(abi.encode(poolOrder.nonce, poolOrder.ciphertext, keccak256(abi.encode(spend, salt)))).
    /// The inner hash hides `spend` only while `salt` is secret and uniformly random.
    /// @param poolOrder The pool's ciphertext and nonce, public.
    /// @param spend     The small order: payment tokens to spend, in base units (USDC: 1e-6). Zero orders nothing.
    /// @param salt      32 random bytes, known only to who opens the sealed order.
    function digest(PoolOrder memory poolOrder, uint256 spend, bytes32 salt) internal pure returns (bytes32) {
        return digest(poolOrder, keccak256(abi.encode(spend, salt)));
    }

    /// @notice The same for who must not know the small order: `hiddenSpend` is keccak256(abi.encode(spend, salt)).
    function digest(PoolOrder memory poolOrder, bytes32 hiddenSpend) internal pure returns (bytes32) {
        return keccak256(abi.encode(poolOrder.nonce, poolOrder.ciphertext, hiddenSpend));
    }
}

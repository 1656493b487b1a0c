// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What an enclave that knows the reserve's slot key needs in order to read what the pool holds for the reserve, all
/// of it after one block. The rest is in the logs of `settledBlock` and `orderBlock`, and here are their hashes.
struct PoolPosition {
    /// Time of that block. Books of later than this may already have what is still a credit here.
    uint256 readAt;
    /// Commitment of the slot's key; zero without a slot, before the first settlement that includes it, and once a frozen
    /// pool was left.
    bytes32 activeKey;
    /// Means something with an active key only.
    uint256 slot;
    /// Under which the leaves are encrypted.
    bytes32 stateNonce;
    /// keccak256 of the leaves.
    bytes32 leavesHash;
    /// Block of the settlement that published the leaves; zero before the first.
    uint256 settledBlock;
    /// The treasury's own live request, or zero.
    uint256 requestId;
    /// keccak256 of the ciphertext and nonce of what it still wants.
    bytes32 orderHash;
    /// Block of the request, or of its last round, that published that order; zero without a request.
    uint256 orderBlock;
    /// Withdrawn from the slot and not collected yet, in the pool's units.
    uint256 collateralCredit;
    /// A statement that is not later than this may not have seen all that reached the reserve; zero if nothing did.
    uint256 settledAt;
}
